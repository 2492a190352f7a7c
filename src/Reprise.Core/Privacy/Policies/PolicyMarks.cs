using Reprise.Interactions;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>Says on the record what a policy does to classes of content.</summary>
internal static class PolicyMarks
{
    public static void Add(PrivacyPolicy policy, bool hasRequest, bool hasResponse, RedactionNotes notes)
    {
        if (policy.MetadataOnly)
        {
            if (hasRequest || hasResponse) notes.Drop(ClassWords.Bodies);
            return;
        }

        if (!hasRequest && !hasResponse) return;
        if (policy.Input == ContentRule.Restrict) notes.Restrict(ClassWords.Input);
        if (policy.Output == ContentRule.Restrict) notes.Restrict(ClassWords.Output);
        if (policy.System == ContentRule.Restrict) notes.Restrict(ClassWords.System);
        if (policy.Tools == ContentRule.Restrict) notes.Restrict(ClassWords.Tools);
    }

    /// <summary>The note; null when nothing was done. Where there are no bodies no class of them is named.</summary>
    public static PrivacyNote? ToNote(PrivacyPolicy policy, RedactionNotes notes) =>
        notes.ToNote(policy.Name) is { } note ? policy.MetadataOnly && note.Dropped.Count > 0 ? note with { Dropped = [ClassWords.Bodies] } : note : null;
}
