// SPDX-License-Identifier: Apache-2.0
// Click, box and stroke: each turns a gesture into one prompt of the picture on screen.
#pragma once

#include "ui/viewport/tools/viewport_tool.h"

#include <QPolygonF>

#include <optional>

namespace cleave::ui {

class ClickTool : public ViewportTool {
public:
    explicit ClickTool(PromptHandler handler) : handler_(std::move(handler)) {}

    QCursor cursor() const override;
    void press(const ToolEvent& event) override;
    void move(const ToolEvent& event) override;
    void release(const ToolEvent& event) override;

    void cancel() override { pressed_.reset(); }

private:
    PromptHandler handler_;
    std::optional<QPointF> pressed_;
};

class BoxTool : public ViewportTool {
public:
    explicit BoxTool(PromptHandler handler) : handler_(std::move(handler)) {}

    QCursor cursor() const override;
    void press(const ToolEvent& event) override;
    void move(const ToolEvent& event) override;
    void release(const ToolEvent& event) override;

    void cancel() override { corner_.reset(); }

    void paint(QPainter& painter) const override;

    bool isBusy() const override { return corner_.has_value(); }

private:
    PromptHandler handler_;
    std::optional<QPointF> corner_;
    QPointF opposite_;
    bool isNegative_ = false;
};

class StrokeTool : public ViewportTool {
public:
    explicit StrokeTool(PromptHandler handler) : handler_(std::move(handler)) {}

    QCursor cursor() const override;
    void press(const ToolEvent& event) override;
    void move(const ToolEvent& event) override;
    void release(const ToolEvent& event) override;

    void cancel() override { path_.clear(); }

    void paint(QPainter& painter) const override;

    bool isBusy() const override { return !path_.isEmpty(); }

private:
    PromptHandler handler_;
    QPolygonF path_;
    bool isNegative_ = false;
};

/// Colour of positive and negative prompts on screen.
QColor promptColor(bool isNegative);

} // namespace cleave::ui
