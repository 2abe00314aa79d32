//! The typed state graph as data
