// SPDX-License-Identifier: Apache-2.0
// What the views said to an answer of a method that asks view by view: which agreed, which were
// rejected, and of one of them the mask that the answer shows there beside the one that was
// predicted.
#pragma once

#include "core/methods/segmentation_method.h"

#include <QWidget>

#include <memory>

class QLabel;
class QListWidget;

namespace cleave::ui {

class AgreementPanel : public QWidget {
    Q_OBJECT

public:
    explicit AgreementPanel(QWidget* parent = nullptr);

    /// Null, or one without views: the panel hides itself. While an answer grows the view that was
    /// taken last is shown, else the one that was chosen.
    void setAnswer(std::shared_ptr<const Similarity> answer, bool isGrowing);

private:
    void showMasks();

    std::shared_ptr<const Similarity> answer_;
    QLabel* summary_;
    QListWidget* views_;
    QLabel *rendered_, *predicted_;
};

} // namespace cleave::ui
