"""What every stage stands on, and is run anew for.

    paths      where everything is
    disk       how a file is written: whole or not at all
    stage      how a stage is started, and how it says what is wrong with its input
    params     the choices of params.yaml
    codebook   what we know, as tables
    sources    the raw files of an edition, and what their descriptions say
    days       days as sentences write them
    apart      processes beside the first

It imports nothing else of the pipeline. A change here runs all stages, so what may change often has no place here.
"""
