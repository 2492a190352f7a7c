using Reprise.Privacy.Detection;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>Policies to begin with.</summary>
public static class PrivacyPresets
{
    /// <summary>All of them by name: <c>open</c>, <c>secrets</c>, <c>personal</c>, <c>strict</c>, <c>metadata-only</c>.</summary>
    public static IReadOnlyDictionary<string, PrivacyPolicy> All { get; } = new Dictionary<string, PrivacyPolicy>(StringComparer.Ordinal)
    {
        ["open"] = PrivacyPolicy.Open,
        ["secrets"] = new() { Name = "secrets", Redact = Of(RedactionMode.Label, FindingTypes.Secret, FindingTypes.UrlCredentials) },
        ["personal"] = new()
        {
            Name = "personal",
            Redact = new Dictionary<string, RedactionMode>(Of(RedactionMode.Pseudonym, FindingTypes.Email, FindingTypes.Phone, FindingTypes.Name, FindingTypes.Ip, FindingTypes.Mac, FindingTypes.Wallet), StringComparer.Ordinal)
            {
                [FindingTypes.Card] = RedactionMode.Label,
                [FindingTypes.Iban] = RedactionMode.Label,
                [FindingTypes.NationalId] = RedactionMode.Label,
                [FindingTypes.DateOfBirth] = RedactionMode.Label,
                [FindingTypes.Address] = RedactionMode.Label,
                [FindingTypes.Secret] = RedactionMode.Label,
                [FindingTypes.UrlCredentials] = RedactionMode.Label,
            },
            Ip = AddressRule.Truncate,
            HashUsers = true,
        },
        ["strict"] = new()
        {
            Name = "strict",
            Redact = Of(RedactionMode.Label, [.. FindingTypes.All]),
            System = ContentRule.Restrict,
            Input = ContentRule.Restrict,
            Output = ContentRule.Restrict,
            Tools = ContentRule.Drop,
            Ip = AddressRule.Drop,
            HashUsers = true,
            KeepMedia = false,
        },
        ["metadata-only"] = new()
        {
            Name = "metadata-only",
            MetadataOnly = true,
            Redact = Of(RedactionMode.Label, [.. FindingTypes.All]),
            Ip = AddressRule.Drop,
            HashUsers = true,
            KeepMedia = false,
        },
    };

    private static Dictionary<string, RedactionMode> Of(RedactionMode mode, params IReadOnlyList<string> types) => types.ToDictionary(static type => type, _ => mode, StringComparer.Ordinal);
}
