// SPDX-License-Identifier: Apache-2.0
// One gaussian (or one pack of them) from the scene to the image and its gradients back. Notation:
// covariance in the image = U U^T + dilation, U = J R_camera R_gaussian diag(scale), J the
// perspective's derivative.
#pragma once

#include "kernels/gaussians/gaussian_view.h"
#include "kernels/math/sh.h"

namespace cleave::kernels {

/// What projection needs of a camera beside its members.
struct CameraConstants {
    float fx, fy, cx, cy; ///< pixels; cx, cy from the centre of the first pixel
    float rotation[9], translation[3], center[3];
    float minX, maxX, minY,
        maxY; ///< bounds on x / z and y / z where J is taken: 1.3 times the view
    float width, height;
    float windowMinX, windowMaxX, windowMinY, windowMaxY; ///< centres of the pixels that are wanted
};

inline CameraConstants cameraConstants(const PinholeCamera& camera) {
    CameraConstants c{};
    c.fx = camera.fx, c.fy = camera.fy, c.cx = camera.cx - 0.5f, c.cy = camera.cy - 0.5f;
    c.width = static_cast<float>(camera.width), c.height = static_cast<float>(camera.height);
    const PinholeCamera::Window& window = camera.window;
    const bool isWhole = window.lastX <= 0;
    c.windowMinX = isWhole ? 0 : static_cast<float>(window.firstX);
    c.windowMinY = isWhole ? 0 : static_cast<float>(window.firstY);
    c.windowMaxX = isWhole ? c.width - 1 : static_cast<float>(window.lastX - 1);
    c.windowMaxY = isWhole ? c.height - 1 : static_cast<float>(window.lastY - 1);
    for (int i = 0; i < 9; ++i)
        c.rotation[i] = camera.rotation[i];
    for (int i = 0; i < 3; ++i) {
        c.translation[i] = camera.translation[i];
        for (int r = 0; r < 3; ++r)
            c.center[i] -= camera.rotation[r * 3 + i] * camera.translation[r];
    }
    const float marginX = 0.15f * c.width / c.fx, marginY = 0.15f * c.height / c.fy;
    c.minX = -camera.cx / c.fx - marginX, c.maxX = (c.width - camera.cx) / c.fx + marginX;
    c.minY = -camera.cy / c.fy - marginY, c.maxY = (c.height - camera.cy) / c.fy + marginY;
    return c;
}

template <class T>
struct GaussianShape {
    T mean[3], logScale[3], rotation[4], opacityLogit;
};

/// The projection, with everything that its backward needs again.
template <class T>
struct GaussianProjection {
    T scale[3];
    T quaternion[4], quaternionNorm; ///< unit; 1 / length of the given one
    T turn[9];                       ///< rotation matrix of the gaussian
    T camera[3], depthInverse;       ///< mean in the camera; 1 / z
    T slopeX, slopeY;                ///< x / z, y / z within bounds
    MaskOf<T> insideX, insideY;      ///< the bounds were not active
    T J[6], U[6];                    ///< J R_camera; U: rows of 3
    T conic[3];                      ///< inverse covariance: xx, xy, yy
    T covariance[3];                 ///< xx, xy, yy, dilated
    T sharpness, dilatedArea;        ///< determinants before and after the dilation
    T opacity;                       ///< logistic of the logit alone
    T compensation;                  ///< sqrt of their ratio, or 1
    T x, y;                          ///< pixels
};

template <class T>
CLEAVE_HD inline void rotationOfQuaternion(const T* q, T* m) {
    const T w = q[0], x = q[1], y = q[2], z = q[3], one = T(1.0f), two = T(2.0f);
    m[0] = one - two * (y * y + z * z), m[1] = two * (x * y - w * z), m[2] = two * (x * z + w * y);
    m[3] = two * (x * y + w * z), m[4] = one - two * (x * x + z * z), m[5] = two * (y * z - w * x);
    m[6] = two * (x * z - w * y), m[7] = two * (y * z + w * x), m[8] = one - two * (x * x + y * y);
}

/// The gradient of a unit quaternion from that of its matrix.
template <class T>
CLEAVE_HD inline void rotationOfQuaternionBackward(const T* q, const T* dm, T* dq) {
    const T w = q[0], x = q[1], y = q[2], z = q[3], two = T(2.0f);
    const T yz = dm[7] - dm[5], zx = dm[2] - dm[6], xy = dm[3] - dm[1];
    const T sxy = dm[1] + dm[3], sxz = dm[2] + dm[6], syz = dm[5] + dm[7];
    dq[0] = two * (x * yz + y * zx + z * xy);
    dq[1] = two * (w * yz + y * sxy + z * sxz - two * x * (dm[4] + dm[8]));
    dq[2] = two * (w * zx + x * sxy + z * syz - two * y * (dm[0] + dm[8]));
    dq[3] = two * (w * xy + x * sxz + y * syz - two * z * (dm[0] + dm[4]));
}

template <class T>
CLEAVE_HD inline void projectShape(const GaussianShape<T>& g,
                                   const CameraConstants& c,
                                   bool antialiased,
                                   GaussianProjection<T>& p) {
    T norm2 = T(0.0f);
    for (int i = 0; i < 4; ++i)
        norm2 += g.rotation[i] * g.rotation[i];
    p.quaternionNorm = T(1.0f) / squareRoot(norm2);
    for (int i = 0; i < 4; ++i)
        p.quaternion[i] = g.rotation[i] * p.quaternionNorm;
    rotationOfQuaternion(p.quaternion, p.turn);
    for (int i = 0; i < 3; ++i)
        p.scale[i] = exponential(g.logScale[i]);
    const float* r = c.rotation;
    for (int i = 0; i < 3; ++i)
        p.camera[i] = T(r[i * 3]) * g.mean[0] + T(r[i * 3 + 1]) * g.mean[1] +
                      T(r[i * 3 + 2]) * g.mean[2] + T(c.translation[i]);
    p.depthInverse = T(1.0f) / maximum(p.camera[2], T(splatting::nearPlane));
    const T freeX = p.camera[0] * p.depthInverse, freeY = p.camera[1] * p.depthInverse;
    p.x = T(c.fx) * freeX + T(c.cx);
    p.y = T(c.fy) * freeY + T(c.cy);
    p.slopeX = minimum(maximum(freeX, T(c.minX)), T(c.maxX));
    p.slopeY = minimum(maximum(freeY, T(c.minY)), T(c.maxY));
    p.insideX = p.slopeX == freeX;
    p.insideY = p.slopeY == freeY;
    const T scaleX = T(c.fx) * p.depthInverse, scaleY = T(c.fy) * p.depthInverse;
    for (int i = 0; i < 3; ++i) {
        p.J[i] = scaleX * (T(r[i]) - p.slopeX * T(r[6 + i]));
        p.J[3 + i] = scaleY * (T(r[3 + i]) - p.slopeY * T(r[6 + i]));
    }
    for (int row = 0; row < 6; row += 3)
        for (int i = 0; i < 3; ++i)
            p.U[row + i] = (p.J[row] * p.turn[i] + p.J[row + 1] * p.turn[3 + i] +
                            p.J[row + 2] * p.turn[6 + i]) *
                           p.scale[i];
    const T* u = p.U;
    const T xx = u[0] * u[0] + u[1] * u[1] + u[2] * u[2],
            yy = u[3] * u[3] + u[4] * u[4] + u[5] * u[5];
    const T xy = u[0] * u[3] + u[1] * u[4] + u[2] * u[5], dilation = T(splatting::dilation);
    // Cauchy-Binet instead of xx yy - xy^2, which cancels for long thin gaussians.
    const T a = u[0] * u[4] - u[1] * u[3], b = u[1] * u[5] - u[2] * u[4],
            d = u[2] * u[3] - u[0] * u[5];
    p.sharpness = a * a + b * b + d * d;
    p.dilatedArea = p.sharpness + dilation * (xx + yy + dilation);
    p.covariance[0] = xx + dilation, p.covariance[1] = xy, p.covariance[2] = yy + dilation;
    const T inverse = T(1.0f) / p.dilatedArea;
    p.conic[0] = p.covariance[2] * inverse, p.conic[1] = -xy * inverse,
    p.conic[2] = p.covariance[0] * inverse;
    p.opacity = logistic(g.opacityLogit);
    p.compensation = antialiased ? squareRoot(p.sharpness * inverse) : T(1.0f);
}

/// Gradients that compositing hands back for one gaussian: sums over pixels, see PairGradient.
template <class T>
struct SplatGradient {
    T moment[6], color[3], depth;
};

template <class T>
struct ShapeGradient {
    T mean[3], logScale[3], rotation[4], opacityLogit;
    T centerX, centerY; ///< with respect to the position in the image, pixels
};

template <class T>
CLEAVE_HD inline void projectShapeBackward(const GaussianProjection<T>& p,
                                           const CameraConstants& c,
                                           bool antialiased,
                                           const SplatGradient<T>& s,
                                           ShapeGradient<T>& d) {
    const T qa = p.conic[0], qb = p.conic[1], qc = p.conic[2];
    d.centerX = qa * s.moment[1] + qb * s.moment[2];
    d.centerY = qb * s.moment[1] + qc * s.moment[2];
    // d/dCovariance = conic M conic / 2 with M the second moments; times 2 U gives d/dU.
    const T ha = qa * s.moment[3] + qb * s.moment[4], hb = qa * s.moment[4] + qb * s.moment[5];
    const T hc = qb * s.moment[3] + qc * s.moment[4], hd = qb * s.moment[4] + qc * s.moment[5];
    T gxx = ha * qa + hb * qb, gxy = ha * qb + hb * qc, gyy = hc * qb + hd * qc;
    if (antialiased) {
        // log of the compensation = (log det before - log det after) / 2
        const T inverse = select(p.sharpness > T(1e-12f), T(1.0f) / p.sharpness, T(0.0f));
        const T dilation = T(splatting::dilation);
        gxx += s.moment[0] * ((p.covariance[2] - dilation) * inverse - qa);
        gxy += s.moment[0] * (-p.covariance[1] * inverse - qb);
        gyy += s.moment[0] * ((p.covariance[0] - dilation) * inverse - qc);
    }
    d.opacityLogit = s.moment[0] * (T(1.0f) - p.opacity);
    T dJ[6], dTurn[9];
    for (int r = 0; r < 6; ++r)
        dJ[r] = T(0.0f);
    for (int k = 0; k < 3; ++k) {
        const T du = gxx * p.U[k] + gxy * p.U[3 + k], dv = gxy * p.U[k] + gyy * p.U[3 + k];
        T along = T(0.0f);
        for (int r = 0; r < 3; ++r) {
            const T turned = p.turn[r * 3 + k] * p.scale[k];
            dJ[r] += du * turned;
            dJ[3 + r] += dv * turned;
            const T dm = p.J[r] * du + p.J[3 + r] * dv;
            along += dm * turned;
            dTurn[r * 3 + k] = dm * p.scale[k];
        }
        d.logScale[k] = along;
    }
    const float* r = c.rotation;
    T dScaleX = T(0.0f), dScaleY = T(0.0f), dSlopeX = T(0.0f), dSlopeY = T(0.0f);
    for (int i = 0; i < 3; ++i) {
        dScaleX += dJ[i] * (T(r[i]) - p.slopeX * T(r[6 + i]));
        dScaleY += dJ[3 + i] * (T(r[3 + i]) - p.slopeY * T(r[6 + i]));
        dSlopeX -= dJ[i] * T(r[6 + i]);
        dSlopeY -= dJ[3 + i] * T(r[6 + i]);
    }
    const T fx = T(c.fx), fy = T(c.fy), zero = T(0.0f);
    const T toX = fx * d.centerX + select(p.insideX, fx * p.depthInverse * dSlopeX, zero);
    const T toY = fy * d.centerY + select(p.insideY, fy * p.depthInverse * dSlopeY, zero);
    const T toInverse = fx * dScaleX + fy * dScaleY + toX * p.camera[0] + toY * p.camera[1];
    const T cameraGradient[3] = {toX * p.depthInverse,
                                 toY * p.depthInverse,
                                 s.depth - toInverse * p.depthInverse * p.depthInverse};
    for (int i = 0; i < 3; ++i)
        d.mean[i] = T(r[i]) * cameraGradient[0] + T(r[3 + i]) * cameraGradient[1] +
                    T(r[6 + i]) * cameraGradient[2];
    T dq[4];
    rotationOfQuaternionBackward(p.quaternion, dTurn, dq);
    T radial = T(0.0f);
    for (int i = 0; i < 4; ++i)
        radial += dq[i] * p.quaternion[i];
    for (int i = 0; i < 4; ++i)
        d.rotation[i] = (dq[i] - radial * p.quaternion[i]) * p.quaternionNorm;
}

} // namespace cleave::kernels
