// SPDX-License-Identifier: Apache-2.0
// The one exception for what can go wrong outside our own code: bad files, bad input, a full disk.
// Its message is one line: what failed, on what, what was expected or what to do.
#pragma once

#include "core/base/translate.h"

#include <cstdint>
#include <exception>
#include <string>

namespace cleave {

enum class ErrorKind : std::uint8_t {
    BadFile,     ///< a file's bytes are not what the format promises
    BadInput,    ///< a value given by a person is out of range or names nothing
    Missing,     ///< a file, folder, program or earlier step is not there
    Permission,  ///< not readable or not writable
    NoSpace,     ///< disk or memory is full
    Version,     ///< made by a newer version
    Unsupported, ///< well formed, but this build cannot do it
};

class Error : public std::exception {
public:
    Error(ErrorKind kind, Text message)
        : kind_(kind)
        , message_(std::move(message))
        , english_(message_.str()) {}

    ErrorKind kind() const { return kind_; }

    const Text& message() const { return message_; }

    /// English, for logs and standard error.
    const char* what() const noexcept override { return english_.c_str(); }

private:
    ErrorKind kind_;
    Text message_;
    std::string english_;
};

/// Thrown by Progress when the person asked to stop. No error: nothing went wrong.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

/// throw badFile(CLEAVE_TR("Formats", "%1: expected %2"), path, what)
template <class... Arguments>
Error badFile(MarkedText marked, const Arguments&... arguments) {
    return {ErrorKind::BadFile, text(marked, arguments...)};
}

template <class... Arguments>
Error badInput(MarkedText marked, const Arguments&... arguments) {
    return {ErrorKind::BadInput, text(marked, arguments...)};
}

template <class... Arguments>
Error missing(MarkedText marked, const Arguments&... arguments) {
    return {ErrorKind::Missing, text(marked, arguments...)};
}

} // namespace cleave
