using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>What everybody but owners sees of a record whose policy restricts classes of its content. Safe for use from many threads.</summary>
public static class RestrictedView
{
    /// <summary>The record without its restricted classes, which its note then also names as dropped; the record itself where nothing is restricted.</summary>
    public static RecordedInteraction Of(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Interaction.Privacy is not { Restricted.Count: > 0 } note) return record;
        var policy = new PrivacyPolicy { Input = Rule(ClassWords.Input), Output = Rule(ClassWords.Output), System = Rule(ClassWords.System), Tools = Rule(ClassWords.Tools) };
        var redactor = new BodyRedactor(policy, new TextRedactor(policy, new Detector([]), default(ReadOnlyMemory<byte>)));
        return record with
        {
            Interaction = record.Interaction with { Privacy = note with { Dropped = [.. note.Dropped.Union(note.Restricted, StringComparer.Ordinal).Order(StringComparer.Ordinal)] } },
            Request = Shown(record.Request, BodySide.Request),
            Response = Shown(record.Response, BodySide.Response),
        };

        ContentRule Rule(string content) => note.Restricted.Contains(content) ? ContentRule.Drop : ContentRule.Capture;

        Body? Shown(Body? body, BodySide side) => body is null ? null : redactor.Redact(body, side, new RedactionNotes());
    }
}
