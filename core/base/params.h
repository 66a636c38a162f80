// SPDX-License-Identifier: Apache-2.0
// A parameter is declared once, beside its member: command line flag, form row, project JSON and
// range check are made from the list that describe(params) returns.
#pragma once

#include "core/base/error.h"
#include "core/base/translate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cleave {

/// Inclusive bounds and the step of a slider.
struct ParamRange {
    double min = 0;
    double max = 0;
    double step = 0;
};

/// One choice of an enumerated parameter.
struct ParamChoice {
    std::string name; ///< in JSON and on the command line
    MarkedText label;
};

/// An enum member seen through its underlying int.
struct EnumValue {
    int* value = nullptr;
};

/// Where a parameter's value lives.
using ParamValue =
    std::variant<bool*, int*, std::int64_t*, float*, double*, std::string*, EnumValue>;

struct Param {
    std::string name; ///< kebab-case
    ParamValue value;
    MarkedText label;
    MarkedText help;
    std::optional<ParamRange> range = {};
    MarkedText unit = {};
    std::vector<ParamChoice> choices = {}; ///< enums only, in the order of the enumerators
    bool advanced = false;                 ///< folded away in forms
};

using ParamList = std::vector<Param>;

/// An enum class with `int` underneath, as a parameter's value.
template <class E>
EnumValue enumParam(E* value) {
    static_assert(sizeof(E) == sizeof(int));
    return {reinterpret_cast<int*>(value)};
}

/// The value as text: what setParam reads and the command line shows as default.
std::string paramText(const Param& param);
/// Parses and range-checks; throws Error naming the parameter, the text and what was expected.
void setParam(const Param& param, const std::string& text);
const Param* findParam(const ParamList& list, const std::string& name);
/// {"threshold": "0.8", ...} for the project file; unknown names are ignored on reading, so that
/// older programs' files open.
std::vector<std::pair<std::string, std::string>> paramTexts(const ParamList& list);
void setParams(const ParamList& list,
               const std::vector<std::pair<std::string, std::string>>& texts);

} // namespace cleave
