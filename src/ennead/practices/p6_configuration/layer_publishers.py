"""Accounts that publish layers for everybody.

AWS's own are facts of its documentation: Powertools (https://docs.powertools.aws.dev/lambda/), Lambda
Insights, the AppConfig and the Parameters and Secrets extensions (each with an account per region), the
distribution for OpenTelemetry, the web adapter, the SDK for pandas.  Vendors' are facts of theirs.
"""

from __future__ import annotations

AS_OF = "2026-11"

AWS = frozenset(
    # Powertools for Python; for TypeScript, Java and .NET
    "017000801446 094274105915 "
    # Lambda Insights
    "580247275435 012438385374 033019950311 194566237122 285320876703 339249233099 352183217350 439286490199 "
    "488211338238 519774774795 732604637566 891564319516 "
    # AppConfig extension
    "027255383542 728743619870 958113053741 359756378197 039592058896 066940009817 434848589818 282860088358 "
    "493207061005 646970417810 203683718741 615057806174 615084187847 630222743974 980059726660 826293736237 "
    "706869817123 421114256042 080788657173 418787028745 554480029851 000010852771 574348263942 559955524753 "
    "946561847325 946746059096 "
    # Parameters and Secrets extension
    "015030872274 044395824272 127562683043 129776340158 133256977650 133490724326 176022468876 177933569100 "
    "187925254637 200266452380 287114880934 287310001119 317013901791 325218067255 345057560386 427196147048 "
    "490737872127 576959938190 590474943231 665172237481 738900069198 768336418462 780235371811 832021897121 "
    "858974508948 933737806257 997803712105 "
    # distribution for OpenTelemetry; web adapter; SDK for pandas
    "901920570463 753240598075 041581134020 069767869989 336392948345".split()
)

VENDORS = {
    "464622532012": "Datadog",
    "002406178527": "Datadog",
    "451483290750": "New Relic",
    "943013980633": "Sentry",
    "725887861453": "Dynatrace",
    "114300393969": "Lumigo",
    "267093732750": "Elastic",
    "702835727665": "Honeycomb",
    "410797082306": "Instana",
    "254067382080": "Splunk",
    "634166935893": "HashiCorp",
    "184161586896": "OpenTelemetry",
    "534081306603": "Bref",
    "209497400698": "Bref",
}

EXAMPLES = frozenset({"123456789012", "111122223333", "000000000000", "111111111111"})
"""Accounts of examples: whoever deploys the template writes their own there."""

AWS_NAMES = (
    "AWSLambdaPowertools",
    "LambdaInsightsExtension",
    "AWS-AppConfig-Extension",
    "AWS-Parameters-and-Secrets-Lambda-Extension",
    "aws-otel-",
    "AWSSDKPandas",
    "LambdaAdapterLayer",
)
"""How AWS's public layers begin: in an account that is not in the table they may be a new region's, or a copy."""
