// SPDX-License-Identifier: Apache-2.0
// Text that a person may see: marked where it is written, translated where it is shown.
#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace cleave {

/// Marks an English text for translation; lupdate knows it as an alias of QT_TRANSLATE_NOOP.
struct MarkedText {
    const char* context = "";
    const char* source = "";
    bool operator==(const MarkedText&) const = default;
};

#define CLEAVE_TR(context, source) (::cleave::MarkedText{context, source})

/// A marked text with the arguments for %1, %2, ... still apart, so that it can be shown in any
/// language.
struct Text {
    MarkedText marked;
    std::vector<std::string> arguments;

    /// With the arguments in place; `translated` stands in for the source when it is not empty.
    std::string str(const std::string& translated = {}) const;
};

namespace detail {

template <class T>
std::string toArgument(const T& value) {
    std::ostringstream stream;
    stream << value;
    return stream.str();
}

template <class T>

requires(requires(const T& value) { value.native(); }) std::string toArgument(const T& path) {
    return path.string();
}

} // namespace detail

/// text(CLEAVE_TR("Formats", "%1 ends after %2 bytes"), path, size)
template <class... Arguments>
Text text(MarkedText marked, const Arguments&... arguments) {
    return {marked, {detail::toArgument(arguments)...}};
}

/// Set once by a program that has translations; without it English is shown.
void setTranslator(std::function<std::string(const char* context, const char* source)> translator);
std::string translate(MarkedText marked);
std::string translate(const Text& text);

} // namespace cleave
