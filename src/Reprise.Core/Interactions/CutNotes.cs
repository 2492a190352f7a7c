using System.Globalization;

namespace Reprise.Interactions;

/// <summary>What <see cref="Interaction.RecordError"/> says of a body that went on behind what is kept of it: written and recognised in this one place.</summary>
public static class CutNotes
{
    private const string Request = "the request is longer than ";
    private const string Answer = "the answer is longer than ";

    public static string OfRequest(long keptBytes) => string.Create(CultureInfo.InvariantCulture, $"{Request}{keptBytes} bytes and {Body.CutNote}");

    public static string OfAnswer(long keptBytes) => string.Create(CultureInfo.InvariantCulture, $"{Answer}{keptBytes} bytes and {Body.CutNote}");

    /// <summary>Whether either body was cut.</summary>
    public static bool IsCut(string? recordError) => recordError?.Contains(Body.CutNote, StringComparison.Ordinal) is true;

    public static bool IsRequestCut(string? recordError) => IsCut(recordError) && recordError!.Contains(Request, StringComparison.Ordinal);

    public static bool IsAnswerCut(string? recordError) => IsCut(recordError) && recordError!.Contains(Answer, StringComparison.Ordinal);
}
