using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>A fact as columns, with what it says of cost and label worked out beside it (see <see cref="FactFold"/>).</summary>
internal static class FactRow
{
    public const string Columns = "project, interaction, id, kind, timestamp, name, value, text, author";

    public const string Insert = "INSERT INTO facts (" + Columns + ", cost, label)";

    private static readonly string[] s_kinds = ["evaluation", "feedback", "flag", "label", "correction"];

    public static void Write(RowWriter row, Fact fact)
    {
        row.Text(fact.Project);
        row.Fixed(fact.InteractionId);
        row.Fixed(fact.FactId);
        row.Text(s_kinds[(int)fact.Kind]);
        row.Int64(fact.Timestamp.ToUnixTimeMilliseconds());
        row.Nullable(fact.Name);
        row.Nullable(fact.Value);
        row.Nullable(fact.Text);
        row.Nullable(fact.Author);
        row.Nullable(Money.ToPico(FactFold.Of([fact]).CostUsd));
        row.Nullable(Label(fact));
    }

    public static Fact Read(RowReader row) => new()
    {
        Project = row.Text(),
        InteractionId = row.Id(),
        FactId = row.Id(),
        Kind = (FactKind)Math.Max(0, Array.IndexOf(s_kinds, row.Text())),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64()),
        Name = row.TextOrNull(),
        Value = row.DoubleOrNull(),
        Text = row.TextOrNull(),
        Author = row.TextOrNull(),
    };

    private static string? Label(Fact fact) => fact switch
    {
        { Kind: not FactKind.Label } or { Name: null } or { Text: null, Value: 0 } => null,
        _ => fact.Text ?? fact.Value?.ToString(CultureInfo.InvariantCulture) ?? "",
    };
}
