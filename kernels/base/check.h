// SPDX-License-Identifier: Apache-2.0
// Promises between our own functions. A broken one is a defect of the program, never of a user's
// file, so it has its own exception type that no reader throws.
#pragma once

#include <stdexcept>
#include <string>

namespace cleave {

class BrokenPromise : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void failAssertion(const char* condition, const char* file, int line);

#define CLEAVE_ASSERT(condition)                                                                   \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ::cleave::failAssertion(#condition, __FILE__, __LINE__);                               \
    } while (false)

} // namespace cleave
