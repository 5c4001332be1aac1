//! What Briefpack does, seen from outside: the program is run on real files, and what it writes
//! is read by others.

mod desk;
mod exported;
mod files;

mod command_line;
mod failures;
mod main_job;
mod pdf_documents;
mod size;
