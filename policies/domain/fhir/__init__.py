"""Facts as HL7 FHIR says them: one set of facts, and a small mapping for each release.

They are R4 (4.0.1) and R5 (5.0.0). What is not known is left out: FHIR allows neither null nor empty lists.
"""
