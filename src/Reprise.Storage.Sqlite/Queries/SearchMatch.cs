using System.Globalization;
using System.Text;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>What a filter demands of the full-text index: an expression that every selected interaction matches, so that a search can start from the index.</summary>
internal static class SearchMatch
{
    /// <summary>More shapes than this are no demand worth making beside another one: looking for each takes some tens of microseconds.</summary>
    public const int FewShapes = 64;

    /// <summary>The same where nothing else starts from the index, and rows without it would be walked.</summary>
    public const int ManyShapes = 256;

    /// <summary>Words beside each other as the index has them.</summary>
    public static string Phrase(TextFilter text, int project)
    {
        var phrase = new StringBuilder("\"");
        phrase.AppendJoin(' ', text.Tokens.Select(token => SearchKeys.Word(project, Clean(token)))).Append('"');
        if (text.IsPrefix) phrase.Append('*');
        return phrase.ToString();
    }

    /// <summary>The demand, or null when the filter makes none.</summary>
    /// <param name="filter">What is asked.</param>
    /// <param name="project">Whose interactions.</param>
    /// <param name="shapes">For shape fields; null leaves them out, as they are often common.</param>
    /// <param name="mostShapes">More of them are left out too.</param>
    public static string? Of(Filter filter, int project, ShapeList? shapes, int mostShapes = FewShapes)
    {
        if (shapes is not null && filter is not AndFilter && ShapeFields.Decide(filter))
        {
            // Rows with shapes of their own have one key together; each is compared with the filter.
            IReadOnlyList<int> selected = [.. FilterSql.ShapesOf(filter, shapes), .. shapes.HasOwn ? [ShapeTable.Own] : Array.Empty<int>()];
            if (selected.Count > mostShapes) return null;
            return selected.Count == 0 ? Quote(SearchKeys.Key(SearchKeys.Shape, project, -1)) : Join(selected.Select(shape => Quote(SearchKeys.Key(SearchKeys.Shape, project, shape))), " OR ");
        }

        switch (filter)
        {
            case AndFilter and:
                // What is asked of shapes is decided together: each part may select many, and all of them only few.
                var ofShape = shapes is null ? [] : and.Parts.Where(ShapeFields.Decide).ToArray();
                var parts = ofShape.Length < 2 ? and.Parts : [new NotFilter(new NotFilter(new AndFilter(ofShape))), .. and.Parts.Except(ofShape)];
                var demands = parts.Select(part => Of(part, project, shapes, mostShapes)).OfType<string>().ToArray();
                return demands.Length == 0 ? null : Join(demands, " AND ");
            case OrFilter { Parts.Count: > 0 } or:
                var choices = or.Parts.Select(part => Of(part, project, shapes, mostShapes)).ToArray();
                return choices.Contains(null) ? null : Join(choices!, " OR ");
            case TextFilter text:
                return Phrase(text, project);
            case FieldFilter { Operator: FilterOperator.Equal, Value: string value } field:
                return KeyOf(field.Field.Name, value, project);
            case FieldFilter { Operator: <= FilterOperator.GreaterOrEqual, Value: double bound } field when shapes is not null:
                return RangeOf(field, bound, project);
            default:
                return null;
        }
    }

    private static string? RangeOf(FieldFilter filter, double bound, int project)
    {
        if (MagnitudeKeys.KindOf(filter.Field.Name) is not { } kind) return null;
        var step = MagnitudeKeys.Step(filter.Field.Name == "cost_usd" ? Convert.ToDouble(Money.Bound(bound), CultureInfo.InvariantCulture) : bound);
        var (first, last) = filter.Operator switch
        {
            FilterOperator.Equal => (step, step),
            FilterOperator.Less or FilterOperator.LessOrEqual => (0, step),
            _ => (step, MagnitudeKeys.LastStep),
        };
        return Join(Enumerable.Range(first, last - first + 1).Select(one => Quote(SearchKeys.Key(kind, project, one))), " OR ");
    }

    private static string? KeyOf(string field, string value, int project)
    {
        if (field.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal))
            return Quote(SearchKeys.Key(SearchKeys.Metadata, project, SearchKeys.MetadataValue(field[FilterFields.MetadataPrefix.Length..], value)));
        return field switch
        {
            "session" => Quote(SearchKeys.Key(SearchKeys.Session, project, value)),
            "user" => Quote(SearchKeys.Key(SearchKeys.User, project, value)),
            "trace" => Quote(SearchKeys.Key(SearchKeys.Trace, project, value)),
            "parent" => Quote(SearchKeys.Key(SearchKeys.Parent, project, value)),
            "tag" => Quote(SearchKeys.Key(SearchKeys.Tag, project, value)),
            "prompt_hash" => Quote(SearchKeys.Key(SearchKeys.PromptHash, project, value)),
            "input_hash" => Quote(SearchKeys.Key(SearchKeys.InputHash, project, value)),
            "replay_of" => Quote(SearchKeys.Key(SearchKeys.ReplayOf, project, value)),
            "replay_run" => Quote(SearchKeys.Key(SearchKeys.ReplayRun, project, value)),
            "prompt_template" => Quote(SearchKeys.Key(SearchKeys.PromptTemplate, project, value)),
            "sensitivity" => Quote(SearchKeys.Key(SearchKeys.Sensitivity, project, value)),
            "yara" => Quote(SearchKeys.Key(SearchKeys.Yara, project, value)),
            "secret" => Quote(SearchKeys.Key(SearchKeys.Secret, project, value)),
            "token" => Quote(SearchKeys.Key(SearchKeys.Suspicious, project, value)),
            "security_action" => Quote(SearchKeys.Key(SearchKeys.SecurityAction, project, value)),
            "redacted" => Quote(SearchKeys.Key(SearchKeys.Redacted, project, value)),
            "privacy_policy" => Quote(SearchKeys.Key(SearchKeys.PrivacyPolicy, project, value)),
            _ => null,
        };
    }

    private static string Join(IEnumerable<string> parts, string separator)
    {
        var all = parts.ToArray();
        return all.Length == 1 ? all[0] : $"({string.Join(separator, all)})";
    }

    private static string Quote(string token) => $"\"{token}\"";

    // Tokens hold letters and digits only; a filter made by hand may hold anything.
    private static string Clean(string token) => token.Replace('"', ' ');
}
