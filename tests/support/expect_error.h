// SPDX-License-Identifier: Apache-2.0
// Checks that a call throws cleave::Error with one line that names what it should.
#pragma once

#include "core/base/error.h"

#include <QTest>

#include <initializer_list>
#include <string>

namespace cleave::tests {

/// Runs the expression, which must throw Error; every further argument must occur in the message,
/// which is one line.
#define CLEAVE_EXPECT_ERROR(expression, ...)                                                       \
    do {                                                                                           \
        std::string message_;                                                                      \
        try {                                                                                      \
            static_cast<void>(expression);                                                         \
            QFAIL("expected an Error from " #expression);                                          \
        } catch (const ::cleave::Error& error_) {                                                  \
            message_ = error_.what();                                                              \
        }                                                                                          \
        QVERIFY2(message_.find('\n') == std::string::npos, message_.c_str());                      \
        for (const std::string& part_ : std::initializer_list<std::string>{__VA_ARGS__})           \
            QVERIFY2(message_.find(part_) != std::string::npos, message_.c_str());                 \
    } while (false)

} // namespace cleave::tests
