using Reprise.Interactions;

namespace Reprise.Proof.Chain;

/// <summary>What privacy and scanning noted on a record, in canonical form.</summary>
internal static class CanonicalNotes
{
    public static void Privacy(CanonicalWriter writer, PrivacyNote? note)
    {
        if (note is null) return;
        writer.Begin("privacy"u8);
        writer.Text("policy"u8, note.Policy);
        if (note.Counts.Count > 0)
        {
            writer.BeginList("counts"u8);
            foreach (var (type, count) in note.Counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                writer.BeginListItem();
                writer.Item(type);
                writer.Item(count);
                writer.EndList();
            }

            writer.EndList();
        }

        if (note.Redactions.Count > 0)
        {
            writer.BeginList("redactions"u8);
            foreach (var redaction in note.Redactions)
            {
                writer.BeginListItem();
                writer.Item(redaction.Type);
                writer.Item(redaction.Place);
                writer.Item(redaction.Start);
                writer.Item(redaction.Length);
                writer.EndList();
            }

            writer.EndList();
        }

        writer.Texts("dropped"u8, note.Dropped);
        writer.Texts("restricted"u8, note.Restricted);
        writer.End();
    }

    public static void Security(CanonicalWriter writer, SecurityNote? note)
    {
        if (note is null) return;
        writer.Begin("security"u8);
        writer.Number("prompt_entropy"u8, note.PromptEntropy);
        writer.Number("injection_score"u8, note.InjectionScore);
        writer.Texts("yara_matches"u8, note.YaraMatches);
        writer.Texts("tokens"u8, note.Tokens);
        writer.Texts("secrets"u8, note.Secrets);
        writer.Text("sensitivity"u8, note.Sensitivity);
        writer.Text("sensitivity_reason"u8, note.SensitivityReason);
        writer.Flag("system_prompt_leaked"u8, note.SystemPromptLeaked);
        writer.Text("action"u8, note.Action);
        writer.Text("action_reason"u8, note.ActionReason);
        writer.End();
    }
}
