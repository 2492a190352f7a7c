using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>The notes of privacy and security in an exact record, as <see cref="NoteJson"/> wrote them.</summary>
internal static class ExactNotes
{
    public static PrivacyNote? Privacy(ExactFields record)
    {
        if (!record.Has(NoteJson.PrivacyName)) return null;
        var fields = record.Section(NoteJson.PrivacyName);
        return new PrivacyNote
        {
            Policy = fields.Text("policy"),
            Counts = fields.Counts("counts"),
            Redactions = [.. fields.Sections("redactions").Select(one => new Redaction(one.Text("type") ?? "", one.Text("place") ?? "", Whole(one, "start"), Whole(one, "length")))],
            Dropped = fields.Texts("dropped"),
            Restricted = fields.Texts("restricted"),
        };
    }

    public static SecurityNote? Security(ExactFields record)
    {
        if (!record.Has(NoteJson.SecurityName)) return null;
        var fields = record.Section(NoteJson.SecurityName);
        return new SecurityNote
        {
            PromptEntropy = fields.Double("prompt_entropy"),
            InjectionScore = fields.Double("injection_score"),
            YaraMatches = fields.Texts("yara_matches"),
            Tokens = fields.Section("token_inspection_result").Texts(NoteJson.TokensName),
            Secrets = fields.Texts("secrets"),
            Sensitivity = fields.Text("sensitivity_level"),
            SensitivityReason = fields.Text("sensitivity_reason"),
            SystemPromptLeaked = fields.Flag("system_prompt_leaked") ?? false,
            Action = fields.Text("action"),
            ActionReason = fields.Text("action_reason"),
        };
    }

    private static int Whole(ExactFields fields, string name) => fields.Long(name) switch
    {
        null => 0,
        >= 0 and <= int.MaxValue and var number => (int)number,
        _ => fields.Mistake(name, "must be a whole number of 32 bits", 0),
    };
}
