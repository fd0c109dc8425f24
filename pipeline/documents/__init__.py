"""Credit notes and supplementary invoices: as data, as a page to print, as PDF."""

from pipeline.documents.gather import Head, gather_documents
from pipeline.documents.pdf import check_pdf
from pipeline.documents.write import FOLDER, FORMS, Readers, write_documents

__all__ = ["FOLDER", "FORMS", "Head", "Readers", "check_pdf", "gather_documents", "write_documents"]
