using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Numbers;

/// <summary>
/// Identity numbers that are digits alone. One whose form and check a chance number rarely meets stands by itself; the others need a word beside them,
/// or to be all there is in the text, as in a form's field.
/// </summary>
internal static class NationalNumbers
{
    private const double Sure = 0.97;
    private const double Likely = 0.85;
    private const double Named = 0.8;
    private const double Alone = 0.55;

    public static (string Type, double Confidence)? Find(Passage passage, in NumberRun run)
    {
        if (run.Digits.Length is < 8 or > 18 || run.Groups.Length > 6 || Checks.AllSame(run.Digits)) return null;
        if (Strong(run) is { } strong) return (strong, run.IsOneGroup ? Likely : Sure);
        if (run.Digits.Length is not (8 or 9 or 10 or 11 or 12 or 13)) return null;
        var context = passage.Around(run.First, run.Last, WordKinds.StrongIdContext) || passage.Around(run.First, run.Last, WordKinds.IdContext, 4);
        if (!context && !passage.IsAll(run.First, run.Last)) return null;
        return Weak(run, context) is { } weak ? (weak, context ? Named : Alone) : null;
    }

    /// <summary>By form and check digits alone.</summary>
    private static string? Strong(in NumberRun run)
    {
        var digits = run.Digits;
        switch (digits.Length)
        {
            case 9 when run.Has([3, 2, 4]) && run.Separator is '-' or ' ' or '.':
                return NationalChecks.UsSsn(digits) ? "national_id.us_ssn" : NationalChecks.UsItin(digits) ? "national_id.us_itin" : null;
            case 10 when run.Has([6, 4]) && run.Separator is '-' && NationalChecks.SePersonnummer(digits):
                return "national_id.se_personnummer";
            case 10 when run.Has([6, 4]) && run.Separator is '-' && NationalChecks.FiHetu(digits):
                return "national_id.fi_hetu";
            case 10 when run.Has([6, 4]) && run.Separator is '-' && NationalChecks.DkCpr(digits):
                return "national_id.dk_cpr";
            case 10 when run.Has([3, 3, 4]) && run.Separator is ' ' && NationalChecks.UkNhs(digits) && digits[0] is 4 or 6 or 7 && digits[3] < 2:
                return "national_id.uk_nhs";
            case 11 when run.Has([3, 3, 3, 2]) && run.Separator is '?' or '.' && NationalChecks.BrCpf(digits):
                return "national_id.br_cpf";
            case 11 when run.Has([2, 2, 2, 3, 2]) && NationalChecks.BeNational(digits):
                return "national_id.be_national_number";
            case 11 when run.Has([2, 3, 3, 3]) && run.Separator is ' ' && NationalChecks.AuAbn(digits):
                return "national_id.au_abn";
            case 12 when run.Has([4, 4, 4]) && run.Separator is ' ' or '-' && NationalChecks.InAadhaar(digits):
                return "national_id.in_aadhaar";
            case 12 when run.Has([8, 4]) && run.Separator is '-' && NationalChecks.SePersonnummer(digits):
                return "national_id.se_personnummer";
            case 13 when run.Has([6, 7]) && run.Separator is '-' && NationalChecks.KrRrn(digits):
                return "national_id.kr_rrn";
            case 13 when run.Has([1, 4, 5, 2, 1]) && NationalChecks.ThId(digits):
                return "national_id.th_id";
            case 12 when run.Has([2, 2, 6, 2]) && run.Separator is '-' or ' ' && Checks.Two(digits, 0) is >= 11 and <= 28:
                return "national_id.kr_driving_licence";
            case 14 when run.Has([2, 3, 3, 4, 2]) && NationalChecks.BrCnpj(digits):
                return "national_id.br_cnpj";
            case 15 when NationalChecks.FrInsee(digits) && (run.IsOneGroup || run.Groups[0] is 1 or 13):
                return "national_id.fr_insee";
            case 18 when run.IsOneGroup && NationalChecks.CnResident(digits):
                return "national_id.cn_resident";
            default:
                return null;
        }
    }

    /// <summary>By check digits that one number in ten or so meets by chance.</summary>
    private static string? Weak(in NumberRun run, bool context)
    {
        var digits = run.Digits;
        var plain = run.IsOneGroup;
        var triple = plain || run.Has([3, 3, 3]) && run.Separator is ' ' or '-';
        return digits.Length switch
        {
            9 when triple && NationalChecks.CaSin(digits) => "national_id.ca_sin",
            9 when triple && NationalChecks.AuTfn(digits) => "national_id.au_tfn",
            9 when triple && NationalChecks.NlBsn(digits) => "national_id.nl_bsn",
            9 when triple && NationalChecks.PtNif(digits) => "national_id.pt_nif",
            9 when triple && NationalChecks.AuAcn(digits) => "national_id.au_acn",
            9 when plain && context && NationalChecks.UsSsn(digits) => "national_id.us_ssn",
            9 when plain && context && NationalChecks.UsItin(digits) => "national_id.us_itin",
            10 when (plain || run.Has([3, 3, 4])) && NationalChecks.UkNhs(digits) => "national_id.uk_nhs",
            10 when plain && NationalChecks.SePersonnummer(digits) => "national_id.se_personnummer",
            10 when (plain || run.Has([4, 5, 1])) && NationalChecks.AuMedicare(digits) => "national_id.au_medicare",
            10 when plain && context && NationalChecks.DkCpr(digits) => "national_id.dk_cpr",
            11 when plain && NationalChecks.PlPesel(digits) => "national_id.pl_pesel",
            11 when plain && NationalChecks.TrKimlik(digits) => "national_id.tr_kimlik",
            11 when (plain || run.Has([6, 5])) && NationalChecks.NoFodselsnummer(digits) => "national_id.no_fodselsnummer",
            11 when (plain || run.Has([2, 3, 3, 3])) && NationalChecks.DeTaxId(digits) => "national_id.de_tax_id",
            11 when plain && NationalChecks.BrCpf(digits) => "national_id.br_cpf",
            11 when plain && NationalChecks.BeNational(digits) => "national_id.be_national_number",
            11 when plain && NationalChecks.AuAbn(digits) => "national_id.au_abn",
            12 when plain && NationalChecks.InAadhaar(digits) => "national_id.in_aadhaar",
            12 when plain && NationalChecks.SePersonnummer(digits) => "national_id.se_personnummer",
            13 when plain && NationalChecks.ZaId(digits) => "national_id.za_id",
            13 when plain && NationalChecks.KrRrn(digits) => "national_id.kr_rrn",
            13 when plain && NationalChecks.ThId(digits) => "national_id.th_id",
            _ => null,
        };
    }
}
