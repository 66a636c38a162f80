// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/render_dock.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSlider>

#include <numbers>

namespace cleave::ui {

namespace {

constexpr double degree = std::numbers::pi / 180;

void paintButton(QPushButton* button, const QColor& color) {
    QPixmap swatch(32, 14);
    swatch.fill(color);
    button->setIcon(QIcon(swatch));
    button->setIconSize(swatch.size());
}

} // namespace

RenderDock::RenderDock(ViewportWidget& viewport, QWidget* parent)
    : QDockWidget(tr("Render"), parent)
    , mode_(new QComboBox) {
    setObjectName(QStringLiteral("RenderDock"));
    auto* content = new QWidget(this);
    auto* form = new QFormLayout(content);
    for (const ParamChoice& choice : renderModeChoices())
        mode_->addItem(QString::fromStdString(translate(choice.label)),
                       QString::fromStdString(choice.name));
    form->addRow(tr("Show"), mode_);
    connect(mode_, &QComboBox::activated, &viewport, [&viewport](int index) {
        viewport.setMode(static_cast<RenderMode>(index));
    });
    connect(&viewport, &ViewportWidget::modeChanged, this, [this](RenderMode mode) {
        mode_->setCurrentIndex(static_cast<int>(mode));
    });

    auto* background = new QPushButton(tr("Choose..."));
    const QColor kept = QSettings()
                            .value(QStringLiteral("render/background"), QColor(0x20, 0x22, 0x26))
                            .value<QColor>();
    paintButton(background, kept);
    viewport.setBackground(kept);
    connect(background, &QPushButton::clicked, this, [this, &viewport, background] {
        const QColor color = QColorDialog::getColor(
            QSettings()
                .value(QStringLiteral("render/background"), QColor(0x20, 0x22, 0x26))
                .value<QColor>(),
            this,
            tr("Background"));
        if (!color.isValid())
            return;
        QSettings().setValue(QStringLiteral("render/background"), color);
        paintButton(background, color);
        viewport.setBackground(color);
    });
    form->addRow(tr("Background"), background);

    auto* points = new QSlider(Qt::Horizontal);
    points->setRange(1, 12);
    points->setValue(2);
    points->setToolTip(tr("Side of a point in pixels, where points are shown"));
    connect(points, &QSlider::valueChanged, &viewport, &ViewportWidget::setPointSize);
    form->addRow(tr("Point size"), points);

    auto* scale = new QSlider(Qt::Horizontal);
    scale->setRange(25, 100);
    scale->setValue(100);
    scale->setToolTip(tr("Share of the screen's pixels that are drawn when the camera rests"));
    connect(scale, &QSlider::valueChanged, &viewport, [&viewport](int percent) {
        viewport.setResolutionScale(percent / 100.0);
    });
    form->addRow(tr("Resolution"), scale);

    auto* lens = new QSlider(Qt::Horizontal);
    lens->setRange(20, 110);
    lens->setValue(50);
    lens->setToolTip(tr("Vertical field of view"));
    connect(lens, &QSlider::valueChanged, &viewport, [&viewport](int degrees) {
        viewport.setFovY(degrees * degree);
    });
    form->addRow(tr("Field of view"), lens);

    auto* frusta = new QCheckBox(tr("Cameras of the photos"));
    frusta->setChecked(true);
    connect(frusta, &QCheckBox::toggled, &viewport, &ViewportWidget::setFrustaVisible);
    form->addRow(frusta);
    setWidget(content);
}

} // namespace cleave::ui
