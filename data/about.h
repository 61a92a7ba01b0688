#pragma once
/* Whose work the product builds on, in the words their licences ask for. */

#define BW_ABOUT_ESCO "This service uses the ESCO classification of the European Commission."
#define BW_ABOUT_ONET                                                                              \
    "This product includes information from the O*NET 29.2 Database by the U.S. Department of "    \
    "Labor, Employment and Training Administration (USDOL/ETA), used under the CC BY 4.0 "         \
    "license. "                                                                                    \
    "O*NET is a trademark of USDOL/ETA. The files were converted to another format; USDOL/ETA "    \
    "has "                                                                                         \
    "not approved, endorsed or tested this."
/* Under the version, a line each. */
#define BW_ABOUT BW_ABOUT_ESCO "\n" BW_ABOUT_ONET
