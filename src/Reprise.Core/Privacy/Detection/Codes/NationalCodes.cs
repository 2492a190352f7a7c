using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Codes;

/// <summary>Identity numbers that have letters in them. As with digits: the strict ones stand by themselves, the loose ones need a word, or the text for themselves.</summary>
internal static class NationalCodes
{
    private const double Sure = 0.97;
    private const double Likely = 0.85;
    private const double Named = 0.8;
    private const double Alone = 0.55;

    public static (string Type, double Confidence) Find(Passage passage, in CodeText code, int first, int last)
    {
        if (code.Code.Length is < 7 or > 18) return default;
        if (Strict(code) is { } strict) return (strict, Sure);
        var named = passage.Around(first, last, WordKinds.StrongIdContext) || passage.Around(first, last, WordKinds.IdContext, 4);
        if (Loose(code) is { } loose && (named || !code.HasSmallLetters || passage.IsAll(first, last))) return (loose, named ? Sure : Likely);
        var passport = passage.Around(first, last, WordKinds.PassportContext);
        var alone = passage.IsAll(first, last);
        if ((passport || named || alone) && code.Groups == 1 && IsDocument(code)) return ("national_id.passport", passport || named ? Named : Alone);
        if ((passage.Around(first, last, WordKinds.LicenceContext) || alone) && IsLicence(code)) return ("national_id.driving_licence", alone ? Alone : Named);
        if ((named || alone) && IsRegistered(code)) return ("national_id.other", named ? Named : Alone);
        return default;
    }

    /// <summary>A form with a check that chance rarely meets.</summary>
    private static string? Strict(in CodeText code) => code.Code.Length switch
    {
        9 when code.Has("A9999999A") && CodeChecks.SgNric(code) => "national_id.sg_nric",
        9 when code.Has("A9999999A") && code.Code[0] is 'X' or 'Y' or 'Z' && CodeChecks.EsNie(code) => "national_id.es_nie",
        10 when CodeChecks.FiHetu(code) => "national_id.fi_hetu",
        11 when code.Groups == 1 && CodeChecks.FiHetu(code) => "national_id.fi_hetu",
        11 when CodeChecks.UsMbi(code) => "national_id.us_mbi",
        12 when code.Has("99999999A999") && CodeChecks.DeSocialSecurity(code) => "national_id.de_social_security",
        16 when code.Has("AAAAAA99A99A999A") && code.Groups == 1 && CodeChecks.ItFiscalCode(code) => "national_id.it_fiscal_code",
        16 when CodeChecks.UkLicence(code) => "national_id.uk_driving_licence",
        18 when CodeChecks.CnResident(code) => "national_id.cn_resident",
        18 when code.Has("AAAA999999AAAAAA*9") && code.Code[10] is 'H' or 'M' && CodeChecks.IsDay(code, 6) => "national_id.mx_curp",
        _ => null,
    };

    /// <summary>A strict form without a check, or a check that one in twenty meets; good when written large.</summary>
    private static string? Loose(in CodeText code)
    {
        if (code.Has("AA999999A") && CodeChecks.UkNino(code)) return "national_id.uk_nino";
        if (code.Has("99999999A") && CodeChecks.EsNif(code.Number(0, 8), code.Code[8])) return "national_id.es_nif";
        if (code.Has("AAAAA9999A") && code.Groups == 1 && code.Code[3] is 'A' or 'B' or 'C' or 'F' or 'G' or 'H' or 'J' or 'L' or 'P' or 'T' or 'K') return "national_id.in_pan";
        if (code.Has("A999999999") && code.Groups == 1 && CodeChecks.DeHealthInsurance(code)) return "national_id.de_health_insurance";
        return null;
    }

    /// <summary>Passports and identity cards of several states: one to three letters and six to eight digits, or nine characters with the check of travel documents.</summary>
    private static bool IsDocument(in CodeText code) =>
        code.Has("AAA999999") || code.Has("A9999999") || code.Has("AA9999999") || code.Has("A99999999") || code.Has("A999A9999") || code.Has("AA99999AA") || code.Has("9999999AA") || (code.Code.Length == 9 && CodeChecks.TravelDocument(code));

    private static bool IsLicence(in CodeText code) =>
        code.Code.Length is >= 7 and <= 16 && (code.Has("A9A999A99A") || code.Has("AA9999999A") || code.Has("AA99999999A") || code.Has("AA999999999") || code.Has("A99999999999") || code.Has("A9999999"));

    private static bool IsRegistered(in CodeText code) => code.Groups == 1 && (code.Has("AAA9999999") || (code.Has("9999999A") && CodeChecks.EsNif(code.Number(0, 7), code.Code[7])));
}
