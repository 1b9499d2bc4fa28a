/* The C ABI of a law of gigasite, version 1.
 *
 * A law replaces the physics of one slot of the engine. It is a function of one draw in one step; it keeps no state and may be called
 * from several threads at once. A plugin hands gigasite a PyCapsule named GIGASITE_LAW_CAPSULE whose pointer is a struct gigasite_law;
 * the struct, and what ctx points to, live as long as the capsule. Slots with their inputs and outputs: docs/plugins/laws.md.
 */
#ifndef GIGASITE_LAW_H
#define GIGASITE_LAW_H

#include <stddef.h>
#include <stdint.h>

#define GIGASITE_LAW_CAPSULE "gigasite.law.v1"
#define GIGASITE_LAW_ABI 1u

/* Arrays are in the order of the slot's table; what the law asks of a step (context) follows the inputs. params are those that the
 * target names in `parameters`. outputs hold NaN before the call. Returns 1 for success; anything else stops the run. */
typedef int32_t (*gigasite_law_function)(void *ctx, const double *inputs, size_t n_in, const double *params, size_t n_par,
                                         double *outputs, size_t n_out);

typedef struct gigasite_law {
    uint32_t abi;              /* GIGASITE_LAW_ABI; read before anything else */
    uint32_t size;             /* sizeof(struct gigasite_law); a later version only adds at the end */
    gigasite_law_function law;
    void *ctx;                 /* handed to law as it is; may be NULL */
} gigasite_law;

#endif
