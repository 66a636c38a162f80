// SPDX-License-Identifier: Apache-2.0
// Real spherical harmonics to degree 3 in the order and with the signs that splat files use.
#pragma once

#include "kernels/math/number.h"

namespace cleave::kernels {

namespace sh {

inline constexpr float band0 = 0.282094791773878143f; // 1 / (2 sqrt(pi))
inline constexpr float band1 = 0.488602511902919921f; // sqrt(3 / (4 pi))
inline constexpr float band2[3] = {
    1.09254843059207907f, 0.315391565252520050f, 0.546274215296039590f};
inline constexpr float band3[5] = {0.590043589926643519f,
                                   2.89061144264055405f,
                                   0.457045799464465739f,
                                   0.373176332590115391f,
                                   1.44530572132027702f};

} // namespace sh

/// Values of the (degree + 1)^2 functions in the unit direction (x, y, z).
template <class T>
CLEAVE_HD inline void shBasis(int degree, T x, T y, T z, T* basis) {
    basis[0] = T(sh::band0);
    if (degree < 1)
        return;
    basis[1] = T(-sh::band1) * y;
    basis[2] = T(sh::band1) * z;
    basis[3] = T(-sh::band1) * x;
    if (degree < 2)
        return;
    const T xx = x * x, yy = y * y, zz = z * z, xy = x * y;
    const T evenDifference = xx - yy;
    basis[4] = T(sh::band2[0]) * xy;
    basis[5] = T(-sh::band2[0]) * (y * z);
    basis[6] = T(sh::band2[1]) * (zz + zz - xx - yy);
    basis[7] = T(-sh::band2[0]) * (x * z);
    basis[8] = T(sh::band2[2]) * evenDifference;
    if (degree < 3)
        return;
    const T ring = T(4.0f) * zz - xx - yy;
    basis[9] = T(-sh::band3[0]) * y * (T(3.0f) * xx - yy);
    basis[10] = T(sh::band3[1]) * xy * z;
    basis[11] = T(-sh::band3[2]) * y * ring;
    basis[12] = T(sh::band3[3]) * z * (T(2.0f) * zz - T(3.0f) * (xx + yy));
    basis[13] = T(-sh::band3[2]) * x * ring;
    basis[14] = T(sh::band3[4]) * z * evenDifference;
    basis[15] = T(-sh::band3[0]) * x * (xx - T(3.0f) * yy);
}

/// The gradient with respect to (x, y, z), taken as free variables, of sum over k of weights[k] *
/// basis[k].
template <class T>
CLEAVE_HD inline void
shDirectionGradient(int degree, T x, T y, T z, const T* weights, T* gradient) {
    gradient[0] = gradient[1] = gradient[2] = T(0.0f);
    if (degree < 1)
        return;
    gradient[0] = T(-sh::band1) * weights[3];
    gradient[1] = T(-sh::band1) * weights[1];
    gradient[2] = T(sh::band1) * weights[2];
    if (degree < 2)
        return;
    const T w4 = T(sh::band2[0]) * weights[4], w5 = T(-sh::band2[0]) * weights[5];
    const T w6 = T(2.0f * sh::band2[1]) * weights[6], w7 = T(-sh::band2[0]) * weights[7];
    const T w8 = T(2.0f * sh::band2[2]) * weights[8];
    gradient[0] += w4 * y + w7 * z + (w8 - w6) * x;
    gradient[1] += w4 * x + w5 * z - (w8 + w6) * y;
    gradient[2] += w5 * y + w7 * x + (w6 + w6) * z;
    if (degree < 3)
        return;
    const T xx = x * x, yy = y * y, zz = z * z, xy = x * y, xz = x * z, yz = y * z;
    const T w9 = T(-3.0f * sh::band3[0]) * weights[9], w10 = T(sh::band3[1]) * weights[10];
    const T w11 = T(-sh::band3[2]) * weights[11], w12 = T(sh::band3[3]) * weights[12];
    const T w13 = T(-sh::band3[2]) * weights[13], w14 = T(sh::band3[4]) * weights[14];
    const T w15 = T(-3.0f * sh::band3[0]) * weights[15];
    const T difference = xx - yy, six = T(6.0f), eight = T(8.0f), two = T(2.0f);
    const T ring = T(4.0f) * zz - xx - yy;
    gradient[0] += w9 * two * xy + w10 * yz - w11 * two * xy - w12 * six * xz +
                   w13 * (ring - two * xx) + w14 * two * xz + w15 * difference;
    gradient[1] += w9 * difference + w10 * xz + w11 * (ring - two * yy) - w12 * six * yz -
                   w13 * two * xy - w14 * two * yz - w15 * two * xy;
    gradient[2] += w10 * xy + w11 * eight * yz + w12 * (six * zz - T(3.0f) * (xx + yy)) +
                   w13 * eight * xz + w14 * difference;
}

} // namespace cleave::kernels
