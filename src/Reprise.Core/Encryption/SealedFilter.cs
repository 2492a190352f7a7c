using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Turns what people ask into what an engine with sealed columns can answer. Every condition on a sealed field asks for the plain value too, so that interactions from before encryption was turned on
/// are found as ever.
/// </summary>
internal sealed class SealedFilter(ISealer sealer, SealedWords words, string project)
{
    /// <summary>Throws <see cref="UnansweredFilterException"/> for what only plain text could answer.</summary>
    public Filter Of(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.Count == 0 ? and : new AndFilter([.. and.Parts.Select(Of)]),
        OrFilter or => new OrFilter([.. or.Parts.Select(Of)]),
        NotFilter not => new NotFilter(Of(not.Inner)),
        TextFilter { IsPrefix: true } text => throw new UnansweredFilterException(
            $"This record is encrypted: words are kept as keyed hashes, so the beginning of a word ('{text.Tokens[^1]}*') cannot be looked for. Write the whole word, or several with OR."),
        TextFilter text => new OrFilter([new TextFilter(words.Of(project, text.Tokens), false), text]),
        FieldFilter field => OfField(field),
        _ => filter,
    };

    private Filter OfField(FieldFilter filter)
    {
        var name = filter.Field.Name;
        if (SealedFields.PlaceOf(name) is not { } place) return filter;
        var field = SealedFields.InStore(sealer, project, filter.Field);
        return filter.Operator switch
        {
            FilterOperator.Equal => new OrFilter([filter with { Field = field, Value = SealedText.SealEqual(sealer, project, place, (string)filter.Value!) }, filter]),
            FilterOperator.Present => ReferenceEquals(field, filter.Field) ? filter : new OrFilter([filter with { Field = field }, filter]),
            FilterOperator.Missing => ReferenceEquals(field, filter.Field) ? filter : new AndFilter([filter with { Field = field }, filter]),
            _ => throw new UnansweredFilterException($"This record is encrypted: '{name}' can be compared with whole values only ({name}:value), not with a part of one."),
        };
    }
}
