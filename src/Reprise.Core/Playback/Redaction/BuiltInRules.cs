using System.Text.RegularExpressions;

namespace Reprise.Playback.Redaction;

/// <summary>What is taken out unless somebody says otherwise. Patterns want a form that little else has: what a tape loses wrongly makes a test wrong.</summary>
internal static partial class BuiltInRules
{
    /// <summary>In the order of precedence: of two findings that overlap the earlier rule's is taken.</summary>
    public static IReadOnlyList<RedactionRule> All { get; } =
    [
        new("private-key", PrivateKey()),
        new("url-password", UrlPassword()),
        new("connection-password", ConnectionPassword()),
        new("key", ProviderKey()),
        new("key", CloudKey()),
        new("key", ServiceKey()),
        new("token", Token()),
        new("token", Bearer()),
        new("secret", Assigned(), static value => Checksums.LooksRandom(value) ? value.Length : 0),
        new("email", Email()),
        new("iban", Iban(), Checksums.Iban),
        new("card", Card(), Checksums.Card),
        new("phone", Phone(), Checksums.Phone),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static rule => rule.Kind).Distinct(StringComparer.Ordinal)];

    /// <summary>Names of members whose whole value is a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    [GeneratedRegex(@"-----BEGIN[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?(?:-----END[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\s/:@""'<>]{0,100}:(?<v>(?!<)[^\s/@""'<>]{3,200})@(?=[A-Za-z0-9\[])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"(?:^|[;\s""'])(?:password|pwd|accountkey|sharedaccesskey|sharedsecret)\s?=\s?(?<v>(?![<$%{*])[^;\s""'<]{4,200})(?=;|$|[""'])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex ConnectionPassword();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?:sk-(?:ant-|proj-|svcacct-|admin-|or-v1-|lf-)?[A-Za-z0-9_-]{20,250}|gsk_[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{40,100}|pplx-[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{30,45}|hf_[A-Za-z0-9]{30,40}|api_org_[A-Za-z0-9]{30,40}|csk-[a-z0-9]{40,60}|tgp_v1_[A-Za-z0-9_-]{30,60}|pa-[A-Za-z0-9_-]{40,60})(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex ProviderKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9/+_-])(?:(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,40}|LTAI[A-Za-z0-9]{20}|do[opr]_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}(?:-\d)?|ABSK[A-Za-z0-9+/]{100,300}={0,2}|LKIA[A-Z0-9]{16}|v1\.0-[a-f0-9]{24}-[a-f0-9]{100,200}|EAACEdEose0cBA[A-Za-z0-9]{10,200}|[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex CloudKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{82}|gl(?:pat|dt|rt|ptt|ft|soat|cbt|agent|imt|oas)-[A-Za-z0-9_.-]{20,70}|xox[abeoprs]-[A-Za-z0-9.-]{10,250}|xapp-[A-Za-z0-9-]{20,200}|(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,110}|whsec_[A-Za-z0-9+/=]{20,60}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,300}|SG\.[A-Za-z0-9_-]{16,30}\.[A-Za-z0-9_-]{30,60}|SK[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|lin_api_[A-Za-z0-9]{40}|NRAK-[A-Z0-9]{27}|dop_v1_[a-f0-9]{64}|dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9._-]{40,60}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}|eyJrIjoi[A-Za-z0-9]{70,400}={0,2}|hvs\.[A-Za-z0-9_-]{90,300}|hvb\.[A-Za-z0-9_-]{100,300}|sntry[su]_[A-Za-z0-9+/=_-]{40,300}|pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{32,64}|rubygems_[a-f0-9]{48}|figd_[A-Za-z0-9_-]{40}|ATATT3[A-Za-z0-9_=-]{180,200}|AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}|sq0(?:csp|atp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60}|key-[a-f0-9]{32}|[a-f0-9]{32}-us[0-9]{1,2}|[0-9]{8,10}:A[A-Za-z0-9_-]{34}|https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,60}|https://discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80})(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex ServiceKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]{14,2000}\.ey[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{6,2000}={0,2}", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:bearer|basic)\s{1,4}(?<v>(?=[A-Za-z0-9+/._~=-]{0,200}[0-9])[A-Za-z0-9+/._~=-]{16,4000})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"(?:api[_-]?key|apikey|access[_-]?key|secret[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|api[_-]?token|secret|token|passwd|password|credential)[A-Za-z0-9_-]{0,20}[\\""'`]{0,8}\s{0,3}(?:=>|:=|[:=])\s{0,3}[\\""'`]{0,8}(?<v>[A-Za-z0-9_\-+/=.~]{16,160})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_%+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![a-z0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<![A-Za-z0-9.,_-])[2-6][0-9]{3}(?:[ -]?[0-9]){8,15}(?![A-Za-z0-9_]|[.-][0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![A-Za-z0-9+/=_-])\+[1-9][0-9]{0,2}(?:[ ./-]?\(?[0-9]{1,4}\)?){2,7}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Phone();

    [GeneratedRegex("^(?:.*[_-])?(?:api[_-]?key|apikey|secret|client[_-]?secret|secret[_-]?key|password|passwd|passphrase|(?:access|refresh|auth|api|id|session|bearer)[_-]?token|private[_-]?key|authorization|connection[_-]?string)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SecretName();
}
