using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>What filters ask of the notes of privacy and security, as columns. They are written only: the notes themselves are read whole.</summary>
internal static class NoteColumns
{
    public const string Names = "sensitivity, injection_score, prompt_entropy, yara, secrets, suspicious, security_action, redacted, privacy_policy";

    public static void Write(RowWriter row, Interaction interaction)
    {
        var (privacy, security) = (interaction.Privacy, interaction.Security);
        row.Nullable(security?.Sensitivity);
        row.Nullable(security?.InjectionScore);
        row.Nullable(security?.PromptEntropy);
        Texts(row, security?.YaraMatches);
        Texts(row, security?.Secrets);
        Texts(row, security?.Tokens);
        row.Nullable(security?.Action);
        Texts(row, privacy?.Counts.Keys.Order(StringComparer.Ordinal).ToArray());
        row.Nullable(privacy?.Policy);
    }

    private static void Texts(RowWriter row, IReadOnlyList<string>? texts)
    {
        row.Varint((uint)(texts?.Count ?? 0));
        if (texts is null) return;
        foreach (var text in texts) row.Text(text);
    }
}
