pub mod device;
pub mod events;
pub mod naive;
pub mod words;
