"""The hashes of AWS's sentences for which the rules were written; the sentences stay in AWS's sheet.

A newer release adds its hash to a question only after someone compared the meaning, not the words alone.
"""

from __future__ import annotations

from collections.abc import Mapping

# partner-hosted 2026.1
AWS_TEXT: Mapping[str, tuple[str, ...]] = {
    "SUP-001.1": ("sha256:40b7843bafaa601444cc91a62773690d5a99783cd4428491685de65c63a7d7da",),
    "ARC-001.1": ("sha256:11575e3ce1bb378b7d56aee34a8462f874bb6558b993b88df178c7dda7689ec2",),
    "ARC-004.1": ("sha256:b950401ce3350e23d17d27f1b3b10cc93ddab24957ccca197c8c68a09ebeb907",),
    "ARC-005.1": ("sha256:9ee9a54aebf6d787febfce62af261c44ab4f5b6f8f3133164877874c95ae2d8f",),
    "ACOM-001.1": ("sha256:f3d15286b3bc96179c63615b89d7b42aa325502a4119f4e77c2545a2f65bcecf",),
    "IAM-001.1": ("sha256:48e910ba7dcc452d8cfec5042c879fc06f6e909f68aba9ae2cb5e66e025c375c",),
    "IAM-002.1": ("sha256:a69204c1e631a8cf06d931beec00f0d3e239fb7398ef0e3d66a3212f657a646f",),
    "IAM-002.2": ("sha256:32d00e10e9aab358d684ecee7fe5c35793c9325c5b5a826688599753339a971e",),
    "IAM-002.3": ("sha256:33caf1833093011d55cdb9ae1ff47f53aca9ca6d73a82c9e692d4584cc4d0fec",),
    "IAM-003.1": ("sha256:daddb7704c914cf77f2b50d056a7750d6a942866d98d010212ffb193cb62930a",),
    "IAM-006.1": ("sha256:b262c4bb108e27a35c74901bc7c4981b8d48de91006769e406ab1cbf81ff5c19",),
    "NETSEC-001.1": ("sha256:ba8e169f58e9aeb1173df2b9995acfdd12c2429e80b7e502425b614a9cd10882",),
    "NETSEC-001.2": ("sha256:79d5af7a13c5546b76a6c90db4085648d9d3da5176500ac1b96ec15334911147",),
    "BAR-002.1": ("sha256:3e8c571e75eee4f40648b14b853ae6b4a8471610fcc0ae7aaa99bef89c11b812",),
    "S3-001.1": ("sha256:ffdc081a38a26de4bca0aae2b3aee5d5e236a129c2c103e50c244c1b8b172391",),
}
