using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>Which types answer a recogniser of the shared cases. Those that are not named (plates, companies' registers, tax offices, any date, any link) are no personal data of ours.</summary>
internal static class PiiRecognisers
{
    private static readonly Dictionary<string, string[]> Types = new()
    {
        ["credit_card"] = [FindingTypes.Card],
        ["crypto"] = [FindingTypes.Wallet],
        ["email"] = [FindingTypes.Email],
        ["ip"] = [FindingTypes.Ip],
        ["mac"] = [FindingTypes.Mac],
        ["phone"] = [FindingTypes.Phone],
        ["ph_mobile_number"] = [FindingTypes.Phone],
        ["tr_phone_number"] = [FindingTypes.Phone],
        ["uk_postcode"] = [FindingTypes.Address],
        ["de_plz"] = [FindingTypes.Address],
    };

    private static readonly HashSet<string> Ids =
    [
        "au_abn", "au_acn", "au_medicare", "au_tfn", "ca_sin", "de_health_insurance", "de_id_card", "de_passport", "de_social_security", "de_tax_id", "es_nie", "es_nif", "es_passport",
        "fi_personal_identity_code", "in_aadhaar", "in_pan", "in_passport", "in_voter", "it_driver_license", "it_fiscal_code", "it_identity_card", "it_passport", "kr_driver_license", "kr_passport", "kr_rrn",
        "pl_pesel", "se_personnummer", "sg_fin", "th_tnin", "tr_national_id", "uk_driving_licence", "uk_nhs", "uk_nino", "uk_passport", "us_driver_license", "us_itin", "us_mbi", "us_passport", "us_ssn", "za_id_number",
    ];

    public static IReadOnlyCollection<string>? TypesOf(string recogniser) => Types.TryGetValue(recogniser, out var types) ? types : Ids.Contains(recogniser) ? [FindingTypes.NationalId] : null;
}
