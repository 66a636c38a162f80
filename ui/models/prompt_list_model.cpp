// SPDX-License-Identifier: Apache-2.0
#include "ui/models/prompt_list_model.h"

#include <cmath>

namespace cleave::ui {

PromptListModel::PromptListModel(ProjectDocument& document, QObject* parent)
    : QAbstractListModel(parent)
    , document_(document) {
    const auto restart = [this] {
        beginResetModel();
        endResetModel();
    };
    connect(&document_, &ProjectDocument::documentReset, this, restart);
    connect(&document_, &ProjectDocument::queryChanged, this, restart);
}

int PromptListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(document_.query().prompts.size());
}

QString PromptListModel::placeOf(const Prompt& prompt) const {
    const Dataset* dataset = document_.project().dataset.get();
    if (dataset)
        for (const View& view : dataset->views)
            if (view.id == prompt.view)
                return QString::fromStdString(view.name);
    return tr("the free view");
}

QString PromptListModel::textOf(const Prompt& prompt) const {
    const auto column = [&](std::size_t i) {
        return static_cast<int>(std::floor(prompt.points[i].x()));
    };
    const auto row = [&](std::size_t i) {
        return static_cast<int>(std::floor(prompt.points[i].y()));
    };
    switch (prompt.kind) {
    case PromptKind::Text:
        return tr("Text: %1").arg(QString::fromStdString(prompt.text));
    case PromptKind::Stroke:
        return tr("Stroke in %1").arg(placeOf(prompt));
    case PromptKind::Box:
        if (prompt.points.size() < 2)
            return tr("Box in %1").arg(placeOf(prompt));
        return tr("Box in %1 from %2, %3 to %4, %5")
            .arg(placeOf(prompt))
            .arg(column(0))
            .arg(row(0))
            .arg(column(1))
            .arg(row(1));
    case PromptKind::Point:
        if (prompt.points.empty())
            return tr("Click in %1").arg(placeOf(prompt));
        return tr("Click in %1 at %2, %3").arg(placeOf(prompt)).arg(column(0)).arg(row(0));
    }
    return {};
}

QVariant PromptListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Prompt& prompt = document_.query().prompts[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return prompt.isNegative ? tr("Not: %1").arg(textOf(prompt)) : textOf(prompt);
    case Qt::ToolTipRole:
        return prompt.isNegative ? tr("Says what the answer must not hold.")
                                 : tr("Says what the answer must hold.");
    case IsNegativeRole:
        return prompt.isNegative;
    case KindRole:
        return static_cast<int>(prompt.kind);
    case ViewRole:
        return prompt.view.value;
    default:
        return {};
    }
}

} // namespace cleave::ui
