// SPDX-License-Identifier: Apache-2.0
#include "core/base/translate.h"

namespace cleave {

namespace {

std::function<std::string(const char*, const char*)>& translator() {
    static std::function<std::string(const char*, const char*)> function;
    return function;
}

} // namespace

std::string Text::str(const std::string& translated) const {
    const std::string pattern = translated.empty() ? marked.source : translated;
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool isPlace = pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' &&
                             pattern[i + 1] <= '9';
        const std::size_t index = isPlace ? static_cast<std::size_t>(pattern[i + 1] - '1') : 0;
        if (isPlace && index < arguments.size()) {
            result += arguments[index];
            ++i;
        } else {
            result += pattern[i];
        }
    }
    return result;
}

void setTranslator(std::function<std::string(const char*, const char*)> function) {
    translator() = std::move(function);
}

std::string translate(MarkedText marked) {
    return translator() ? translator()(marked.context, marked.source) : std::string(marked.source);
}

std::string translate(const Text& text) {
    return text.str(translate(text.marked));
}

} // namespace cleave
