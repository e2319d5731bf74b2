"use strict";
// The same as index.js for require(); see there for why a value called ConvoticModule exists.
exports.ConvoticModule = Object.freeze({});

exports.defineModule = function defineModule(module) {
  return module;
};
