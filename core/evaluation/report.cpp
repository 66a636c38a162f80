// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/report.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace cleave {

namespace {

using Json = nlohmann::ordered_json;

std::optional<double> meanWhere(const std::vector<TargetScore>& targets,
                                double TargetScore::*member,
                                const std::function<bool(const TargetScore&)>& isWanted) {
    double sum = 0;
    int count = 0;
    for (const TargetScore& target : targets) {
        if (!isWanted(target))
            continue;
        sum += target.*member;
        ++count;
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::string kindName(TargetKind kind) {
    return kind == TargetKind::Object ? "object" : "part";
}

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// Quoted where the text holds a separator, a quote or a line break.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

std::string decimal(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", value);
    return buffer;
}

Json targetJson(const TargetScore& target) {
    Json views = Json::array();
    for (const ViewScore& view : target.views)
        views.push_back({{"view", view.view},
                         {"iou", view.iou},
                         {"accuracy", view.accuracy},
                         {"boundary_iou", view.boundaryIou}});
    Json json{{"kind", kindName(target.kind)},
              {"name", target.name},
              {"id", target.id},
              {"iou", target.iou},
              {"pooled_iou", target.pooledIou},
              {"accuracy", target.accuracy},
              {"boundary_iou", target.boundaryIou},
              {"primitives", target.primitives},
              {"milliseconds", target.milliseconds},
              {"views", std::move(views)}};
    if (target.isGrouped)
        json["grouped"] = true;
    if (!target.failure.empty())
        json["failure"] = target.failure;
    return json;
}

} // namespace

std::optional<double> EvaluationReport::meanIou(TargetKind kind) const {
    return meanWhere(
        targets, &TargetScore::iou, [&](const TargetScore& target) { return target.kind == kind; });
}

std::optional<double> EvaluationReport::meanPooledIou(TargetKind kind) const {
    return meanWhere(targets, &TargetScore::pooledIou, [&](const TargetScore& target) {
        return target.kind == kind;
    });
}

std::optional<double> EvaluationReport::meanIouOfSinglePieceParts() const {
    return meanWhere(targets, &TargetScore::iou, [](const TargetScore& target) {
        return target.kind == TargetKind::Part && !target.isGrouped;
    });
}

std::optional<double> EvaluationReport::accuracy() const {
    return meanWhere(targets, &TargetScore::accuracy, [](const TargetScore&) { return true; });
}

std::optional<double> EvaluationReport::boundaryIou() const {
    return meanWhere(targets, &TargetScore::boundaryIou, [](const TargetScore&) { return true; });
}

std::optional<double> EvaluationReport::medianMilliseconds() const {
    std::vector<double> times;
    for (const TargetScore& target : targets)
        if (target.failure.empty())
            times.push_back(target.milliseconds);
    if (times.empty())
        return std::nullopt;
    std::sort(times.begin(), times.end());
    const std::size_t middle = times.size() / 2;
    return times.size() % 2 == 1 ? times[middle] : 0.5 * (times[middle - 1] + times[middle]);
}

int EvaluationReport::count(TargetKind kind) const {
    return static_cast<int>(
        std::count_if(targets.begin(), targets.end(), [&](const TargetScore& target) {
            return target.kind == kind;
        }));
}

std::string reportJson(const EvaluationReport& report) {
    Json json{{"method", report.method},
              {"clicks", report.clicks},
              {"objects", report.count(TargetKind::Object)},
              {"parts", report.count(TargetKind::Part)},
              {"mean_iou_objects", orNull(report.meanIou(TargetKind::Object))},
              {"mean_iou_parts", orNull(report.meanIou(TargetKind::Part))},
              {"mean_iou_parts_ungrouped", orNull(report.meanIouOfSinglePieceParts())},
              {"pooled_iou_objects", orNull(report.meanPooledIou(TargetKind::Object))},
              {"pooled_iou_parts", orNull(report.meanPooledIou(TargetKind::Part))},
              {"accuracy", orNull(report.accuracy())},
              {"boundary_iou", orNull(report.boundaryIou())},
              {"matched_iou", report.matching ? Json(report.matching->iou) : Json(nullptr)},
              {"median_milliseconds", orNull(report.medianMilliseconds())}};
    if (report.matching) {
        json["matched_iou_objects"] = report.matching->objectIou;
        json["matched_iou_parts"] = report.matching->partIou;
        json["matched_targets"] = report.matching->matchedCount;
        json["segments"] = report.matching->segmentCount;
    }
    Json targets = Json::array();
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        Json target = targetJson(report.targets[i]);
        if (report.matching && i < report.matching->iouOfTarget.size())
            target["matched_iou"] = report.matching->iouOfTarget[i];
        targets.push_back(std::move(target));
    }
    json["targets"] = std::move(targets);
    return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

std::string reportCsv(const EvaluationReport& report) {
    std::string csv = "kind,name,id,iou,pooled_iou,accuracy,boundary_iou,matched_iou,primitives,"
                      "milliseconds,views,failure\n";
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        const TargetScore& target = report.targets[i];
        const bool isMatched = report.matching && i < report.matching->iouOfTarget.size();
        csv += kindName(target.kind) + "," + field(target.name) + "," + std::to_string(target.id) +
               "," + decimal(target.iou) + "," + decimal(target.pooledIou) + "," +
               decimal(target.accuracy) + "," + decimal(target.boundaryIou) + "," +
               (isMatched ? decimal(report.matching->iouOfTarget[i]) : "") + "," +
               std::to_string(target.primitives) + "," + decimal(target.milliseconds) + "," +
               std::to_string(target.views.size()) + "," + field(target.failure) + "\n";
    }
    const auto mean = [&](const std::string& name, const std::optional<double>& value) {
        if (value)
            csv += "mean," + name + ",," + decimal(*value) + ",,,,,,,,\n";
    };
    mean("mean_iou_objects", report.meanIou(TargetKind::Object));
    mean("mean_iou_parts", report.meanIou(TargetKind::Part));
    mean("accuracy", report.accuracy());
    mean("matched_iou", report.matching ? std::optional(report.matching->iou) : std::nullopt);
    mean("median_milliseconds", report.medianMilliseconds());
    return csv;
}

} // namespace cleave
