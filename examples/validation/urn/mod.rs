//! A second generator of corpora with known truth, made otherwise than `synth`: a law must not be the only one that a method was
//! ever tried on.
//!
//! 20,000 words by Zipf-Mandelbrot: of the 3,900 that 200 documents hold another 200 hold 45%; topics are tilts of that law by a Dirichlet
//! draw, and unequal; a prompt asks about two topics and some words, and both sides answer it; lengths are log-normal; inside a
//! document a Polya urn draws again what was drawn. There are no set openings and no sentences. An embedding is the mean of the
//! prompt's topics and noise, but one prompt in ten falls into one of ten rare modes, which are tight.
//!
//! A document stays a list of word numbers until it is spelled, so that [`done`] can do to it what models and pipelines do: loops,
//! copies, answers to other prompts, another script.
//!
//! It shares with `synth` only the stream of random bits. Whoever includes it includes `synth` beside it.
#![allow(dead_code, reason = "each crate that includes this module uses another part of it")]

pub(crate) mod document;
pub(crate) mod done;
pub(crate) mod law;
pub(crate) mod words;

pub(crate) use document::Doc;
pub(crate) use done::Done;
pub(crate) use law::{Law, Model};
