//! What travels through the window: what a person asks for, and the plain types in it. No drawing.

pub mod action;
pub mod anchor;
pub mod annotating;
pub mod cite;
pub mod dragged;
pub mod entry;
pub mod go_to;
pub mod icons;
pub mod offers;
pub mod order;
pub mod page_act;
pub mod pages;
pub mod question;
pub mod request;
pub mod revising;
pub mod saving;
pub mod span;
pub mod then;
