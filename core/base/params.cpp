// SPDX-License-Identifier: Apache-2.0
#include "core/base/params.h"

#include <charconv>
#include <locale>

namespace cleave {

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

template <class... F>
Overloaded(F...) -> Overloaded<F...>; // C++20 has it by itself, clang-tidy 14 not

Error expectedOne(const Param& param, const std::string& text, const std::string& expected) {
    return badInput(
        CLEAVE_TR("Params", "--%1: \"%2\" is not valid, expected %3"), param.name, text, expected);
}

double parseNumber(const Param& param, const std::string& text) {
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    double number = 0;
    stream >> number;
    if (!stream || stream.peek() != std::istringstream::traits_type::eof())
        throw expectedOne(param, text, "a number");
    const auto& range = param.range;
    if (range && !(number >= range->min && number <= range->max))
        throw expectedOne(
            param, text, detail::toArgument(range->min) + " to " + detail::toArgument(range->max));
    return number;
}

template <class Integer>
Integer parseInteger(const Param& param, const std::string& text) {
    const double number = parseNumber(param, text);
    if (number != static_cast<double>(static_cast<std::int64_t>(number)))
        throw expectedOne(param, text, "a whole number");
    return static_cast<Integer>(number);
}

template <class Float>
std::string floatText(Float value) {
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, result.ptr};
}

} // namespace

std::string paramText(const Param& param) {
    return std::visit(
        Overloaded{[](bool* value) { return std::string(*value ? "true" : "false"); },
                   [](int* value) { return std::to_string(*value); },
                   [](std::int64_t* value) { return std::to_string(*value); },
                   [](float* value) { return floatText(*value); },
                   [](double* value) { return floatText(*value); },
                   [](std::string* value) { return *value; },
                   [&](EnumValue value) {
                       return param.choices.at(static_cast<std::size_t>(*value.value)).name;
                   }},
        param.value);
}

void setParam(const Param& param, const std::string& text) {
    std::visit(
        Overloaded{[&](bool* value) {
                       if (text != "true" && text != "false")
                           throw expectedOne(param, text, "true or false");
                       *value = text == "true";
                   },
                   [&](int* value) { *value = parseInteger<int>(param, text); },
                   [&](std::int64_t* value) { *value = parseInteger<std::int64_t>(param, text); },
                   [&](float* value) { *value = static_cast<float>(parseNumber(param, text)); },
                   [&](double* value) { *value = parseNumber(param, text); },
                   [&](std::string* value) { *value = text; },
                   [&](EnumValue value) {
                       std::string names;
                       for (std::size_t i = 0; i < param.choices.size(); ++i) {
                           if (param.choices[i].name == text) {
                               *value.value = static_cast<int>(i);
                               return;
                           }
                           names += (i > 0 ? ", " : "") + param.choices[i].name;
                       }
                       throw expectedOne(param, text, names);
                   }},
        param.value);
}

const Param* findParam(const ParamList& list, const std::string& name) {
    for (const Param& param : list)
        if (param.name == name)
            return &param;
    return nullptr;
}

std::vector<std::pair<std::string, std::string>> paramTexts(const ParamList& list) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const Param& param : list)
        texts.emplace_back(param.name, paramText(param));
    return texts;
}

void setParams(const ParamList& list,
               const std::vector<std::pair<std::string, std::string>>& texts) {
    for (const auto& [name, text] : texts)
        if (const Param* param = findParam(list, name))
            setParam(*param, text);
}

} // namespace cleave
