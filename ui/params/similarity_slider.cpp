// SPDX-License-Identifier: Apache-2.0
#include "ui/params/similarity_slider.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace cleave::ui {

namespace {

constexpr int sliderSteps = 1000;

} // namespace

SimilaritySlider::SimilaritySlider(bool hasAutomatic, QWidget* parent)
    : SimilaritySlider(hasAutomatic, 1, parent) {}

SimilaritySlider::SimilaritySlider(bool hasAutomatic, double maximum, QWidget* parent)
    : QWidget(parent)
    , maximum_(maximum)
    , slider_(new QSlider(Qt::Horizontal, this))
    , number_(new QDoubleSpinBox(this)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    slider_->setRange(0, sliderSteps);
    number_->setRange(0, maximum);
    number_->setDecimals(3);
    number_->setSingleStep(0.005 * maximum);
    layout->addWidget(slider_, 1);
    layout->addWidget(number_);
    setFocusProxy(slider_);
    if (hasAutomatic) {
        automatic_ = new QToolButton(this);
        automatic_->setText(tr("Auto"));
        automatic_->setCheckable(true);
        automatic_->setToolTip(tr("Let Cleave choose"));
        layout->addWidget(automatic_);
        connect(automatic_, &QToolButton::clicked, this, &SimilaritySlider::automaticWanted);
    }
    connect(slider_, &QSlider::valueChanged, this, [this](int step) {
        const QSignalBlocker quiet(number_);
        number_->setValue(maximum_ * step / sliderSteps);
        if (automatic_)
            automatic_->setChecked(false);
        Q_EMIT moved(number_->value());
    });
    connect(number_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(stepOf(value));
        if (automatic_)
            automatic_->setChecked(false);
        Q_EMIT moved(value);
    });
}

void SimilaritySlider::setValue(double value, bool isAutomatic) {
    const QSignalBlocker quietSlider(slider_), quietNumber(number_);
    slider_->setValue(stepOf(value));
    number_->setValue(value);
    if (automatic_)
        automatic_->setChecked(isAutomatic);
}

int SimilaritySlider::stepOf(double value) const {
    return static_cast<int>(value / maximum_ * sliderSteps + 0.5);
}

double SimilaritySlider::value() const {
    return number_->value();
}

} // namespace cleave::ui
