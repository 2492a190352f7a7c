using System.Runtime.CompilerServices;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Datasets;

/// <summary>Makes cases of recorded interactions. They point to the record and copy nothing of the request, so what is erased there is erased here.</summary>
/// <param name="store">The record.</param>
public sealed class FilterCases(IInteractionStore store)
{
    /// <summary>The correction that says what an answer should have been.</summary>
    public const string CorrectionName = "content";

    /// <summary>What a query selects, newest first, in the order of the record; only originals, see <see cref="Originals"/>.</summary>
    /// <param name="query">Which; its limit is that of a page.</param>
    /// <param name="expected">What the answer should be.</param>
    /// <param name="most">Cases at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<DatasetCase> ReadAsync(
        InteractionQuery query, ExpectedAnswer expected, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query = query with { Filter = Originals.Of(query.Filter) };
        var left = most;
        do
        {
            var (items, cursor) = await PageAsync(query, expected, cancellationToken).ConfigureAwait(false);
            foreach (var (interaction, text) in items)
            {
                yield return new DatasetCase { CaseId = interaction.Id.ToString(), InteractionId = interaction.Id, Expected = text };
                if (--left == 0) yield break;
            }

            query = query with { Cursor = cursor };
        }
        while (query.Cursor is not null);
    }

    private async Task<(IEnumerable<(Interaction Interaction, string? Expected)> Items, string? Cursor)> PageAsync(InteractionQuery query, ExpectedAnswer expected, CancellationToken cancellationToken)
    {
        if (expected == ExpectedAnswer.Answer)
        {
            var whole = await store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            return (whole.Items.Select(static record => (record.Interaction, AnswerOf(record))), whole.Cursor);
        }

        var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        return (page.Items.Select(item => (item.Interaction, expected == ExpectedAnswer.Correction ? CorrectionOf(item.Facts) : null)), page.Cursor);
    }

    /// <summary>What people corrected an answer to, the last time; null when nobody did.</summary>
    /// <param name="facts">Oldest first.</param>
    public static string? CorrectionOf(IReadOnlyList<Fact> facts) => facts.LastOrDefault(static fact => fact is { Kind: FactKind.Correction, Name: CorrectionName })?.Text;

    /// <summary>The text that was answered; null when there was none to keep.</summary>
    private static string? AnswerOf(RecordedInteraction record)
    {
        if (record.Response is not { } body || DecodedBody.Find(body) is not { } bytes) return null;
        var answer = DialectCatalog.OfRecord(record.Interaction.Dialect).ReadResponse(new WireResponse(record.Interaction.HttpStatus ?? 200, bytes, body.ContentType));
        return answer is { IsComplete: true, ErrorCode: null, Content.Length: > 0 } ? answer.Content : null;
    }
}

/// <summary>What the answer of a case from the record should be.</summary>
public enum ExpectedAnswer
{
    /// <summary>Nobody says; the recorded answer is the measure.</summary>
    None,

    /// <summary>The recorded answer's text.</summary>
    Answer,

    /// <summary>What a person corrected it to, where one did.</summary>
    Correction,
}
