// SPDX-License-Identifier: Apache-2.0
// A slider over [0, maximum] with its number beside it and a button that hands the choice back to
// the program.
#pragma once

#include <QWidget>

class QDoubleSpinBox;
class QSlider;
class QToolButton;

namespace cleave::ui {

class SimilaritySlider : public QWidget {
    Q_OBJECT

public:
    explicit SimilaritySlider(bool hasAutomatic, QWidget* parent = nullptr);
    SimilaritySlider(bool hasAutomatic, double maximum, QWidget* parent = nullptr);

    /// Shows a value without telling anybody.
    void setValue(double value, bool isAutomatic);
    double value() const;

Q_SIGNALS:
    /// While dragged, typed or stepped.
    void moved(double value);
    void automaticWanted();

private:
    int stepOf(double value) const;

    double maximum_;
    QSlider* slider_;
    QDoubleSpinBox* number_;
    QToolButton* automatic_ = nullptr;
};

} // namespace cleave::ui
