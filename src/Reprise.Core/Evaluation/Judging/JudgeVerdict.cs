using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reprise.Evaluation.Judging;

/// <summary>What a judge said.</summary>
/// <param name="Points">1 to 5; null when a winner was asked for.</param>
/// <param name="Winner"><c>A</c>, <c>B</c> or <c>tie</c>; null when points were asked for.</param>
/// <param name="Reason">In its words; null when it gave none.</param>
internal sealed record JudgeVerdict(double? Points, string? Winner, string? Reason)
{
    private const int MostPlaces = 100, LongestText = 100_000;

    private static readonly JsonReaderOptions s_reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    /// <summary>
    /// Finds the verdict in what a model wrote: the object alone, in a code block, or with words around it. Null when there is none, or when there are two that
    /// do not agree: one of them may be a quotation from what was judged.
    /// </summary>
    public static JudgeVerdict? Read(string? text, bool pairwise)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText) return null;
        var bytes = Encoding.UTF8.GetBytes(text);
        JudgeVerdict? found = null;
        var places = 0;
        for (var at = Array.IndexOf(bytes, (byte)'{'); at >= 0 && places < MostPlaces; places++)
        {
            var end = TryRead(bytes.AsSpan(at), pairwise, out var verdict);
            if (verdict is not null && found is not null && (found.Points != verdict.Points || found.Winner != verdict.Winner)) return null;
            found = verdict ?? found;
            var next = at + Math.Max(1, end);
            at = next < bytes.Length ? Array.IndexOf(bytes, (byte)'{', next) : -1;
        }

        return found;
    }

    /// <summary>Reads one object; returns how long it is, or 0 when it is none.</summary>
    private static int TryRead(ReadOnlySpan<byte> bytes, bool pairwise, out JudgeVerdict? verdict)
    {
        verdict = null;
        try
        {
            var reader = new Utf8JsonReader(bytes, s_reading);
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return 0;
            using (document)
            {
                verdict = Of(document.RootElement, pairwise);
                // A verdict within another object counts too: some models wrap what they say.
                return verdict is null ? 0 : (int)reader.BytesConsumed;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static JudgeVerdict? Of(JsonElement json, bool pairwise)
    {
        string? reason = null;
        double? points = null;
        string? winner = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name.ToLowerInvariant())
            {
                case "score" or "rating" or "grade":
                    points = PointsOf(property.Value);
                    break;
                case "winner" or "better":
                    winner = WinnerOf(property.Value);
                    break;
                case "reason" or "explanation" or "reasoning" when property.Value.ValueKind == JsonValueKind.String:
                    reason = property.Value.GetString();
                    break;
            }
        }

        if (pairwise) return winner is null ? null : new JudgeVerdict(null, winner, reason);
        return points is null ? null : new JudgeVerdict(points, null, reason);
    }

    private static double? PointsOf(JsonElement value)
    {
        double points;
        if (value.ValueKind == JsonValueKind.Number) points = value.GetDouble();
        else if (value.ValueKind != JsonValueKind.String || !double.TryParse(value.GetString()!.Split('/')[0].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out points)) return null;
        return points is >= 1 and <= 5 ? points : null;
    }

    private static string? WinnerOf(JsonElement value) => value.ValueKind != JsonValueKind.String ? null : value.GetString()!.Trim().ToUpperInvariant() switch
    {
        "A" or "ANSWER A" or "ANSWER_A" => "A",
        "B" or "ANSWER B" or "ANSWER_B" => "B",
        "TIE" or "EQUAL" or "NEITHER" or "BOTH" => "tie",
        _ => null,
    };
}
