using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>A labelled text of the shared sets.</summary>
/// <param name="Group">What may not be torn apart when rows are held out: the sentence's template, or the row itself.</param>
internal sealed record PiiRow(string Id, string Group, string Text, string Recogniser, int Expected, IReadOnlyList<PiiSpan> Spans)
{
    /// <summary>Half of the groups: nothing was trained or tuned on them.</summary>
    public bool HeldOut => Bucket % 2 == 1;

    /// <summary>0 to 255, by the group.</summary>
    public int Bucket { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Group))[0];

    public static IReadOnlyList<PiiRow> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    private static PiiRow Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        var text = row.GetProperty("text").GetString()!;
        var id = row.TryGetProperty("id", out var value) ? value.ToString() : text;
        var group = row.TryGetProperty("template_id", out var template) ? row.GetProperty("set").GetString() + "/" + template : id;
        var spans = new List<PiiSpan>();
        if (row.TryGetProperty("spans", out var list) && list.ValueKind is JsonValueKind.Array)
        {
            // Offsets count code points; texts here are UTF-16.
            foreach (var span in list.EnumerateArray())
            {
                var type = span.TryGetProperty("type", out var name) ? name.GetString()! : "";
                var start = Utf16(text, span.GetProperty("start").GetInt32());
                spans.Add(new PiiSpan(type, start, Utf16(text, span.GetProperty("end").GetInt32()) - start));
            }
        }

        return new PiiRow(id, group, text, row.TryGetProperty("recognizer", out var recogniser) ? recogniser.GetString()! : "", row.TryGetProperty("expected_count", out var expected) ? expected.GetInt32() : 0, spans);
    }

    private static int Utf16(string text, int points)
    {
        var at = 0;
        for (; points > 0 && at < text.Length; points--) at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return at;
    }
}

internal sealed record PiiSpan(string Label, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>The type of ours that covers a label; null for labels that are no type of ours (organisations, ages, nationalities, places alone).</summary>
    public string? Type(string text) => Label switch
    {
        "PERSON" or "PER" => FindingTypes.Name,
        "ADDRESS" or "STREET_ADDRESS" or "ZIP_CODE" => FindingTypes.Address,
        "CREDIT_CARD" => FindingTypes.Card,
        "EMAIL_ADDRESS" => FindingTypes.Email,
        "PHONE_NUMBER" => FindingTypes.Phone,
        "IBAN_CODE" => FindingTypes.Iban,
        "IP_ADDRESS" => FindingTypes.Ip,
        "US_SSN" => FindingTypes.NationalId,

        // A date is one of birth only where the sentence speaks of birth.
        "DATE_TIME" when text.Contains("birth", StringComparison.OrdinalIgnoreCase) || text.Contains("born", StringComparison.OrdinalIgnoreCase) => FindingTypes.DateOfBirth,
        _ => null,
    };

    /// <summary>Labels that a finding of a type may touch without being wrong: a city belongs to an address, "Dr." to a name.</summary>
    public bool Excuses(string family) => Label switch
    {
        "LOCATION" or "GPE" => family is FindingTypes.Address,
        "TITLE" or "PREFIX" => family is FindingTypes.Name,
        "DATE_TIME" => family is FindingTypes.DateOfBirth,
        _ => false,
    };
}
