using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>What the table of filters is worth: a field or an operator that no query of it uses is proven on no engine.</summary>
public sealed class FilterCasesTests
{
    [Fact]
    public void Every_field_occurs_with_every_operator_it_takes()
    {
        var seen = FilterCases.All.SelectMany(part => part.Cases).SelectMany(one => Conditions(Samples.Filter(one.Query))).ToHashSet();
        var fields = FilterFields.All.Append(FilterFields.Find("metadata.customer")!).Append(FilterFields.Find("label.topic")!);
        var needed = fields.SelectMany(field => OperatorsOf(field.Type).Select(comparison => (field.Name, comparison)));
        needed.Except(seen).Select(pair => $"{pair.Item1} {pair.Item2}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_case_has_a_caption_of_its_own_and_a_query_of_its_own()
    {
        var cases = FilterCases.All.SelectMany(part => part.Cases.Select(one => (part.About, one.Caption, one.Query))).ToArray();
        cases.GroupBy(one => (one.About, one.Caption)).Where(group => group.Count() > 1).Select(group => group.Key.Caption).ShouldBeEmpty();
        cases.GroupBy(one => (one.About, one.Query)).Where(group => group.Count() > 1).Select(group => group.Key.Query).ShouldBeEmpty();
    }

    private static FilterOperator[] OperatorsOf(FilterFieldType type) => type switch
    {
        FilterFieldType.Number or FilterFieldType.Time =>
        [
            FilterOperator.Equal, FilterOperator.Less, FilterOperator.LessOrEqual, FilterOperator.Greater, FilterOperator.GreaterOrEqual, FilterOperator.Present, FilterOperator.Missing,
        ],
        FilterFieldType.Flag => [FilterOperator.Equal, FilterOperator.Present, FilterOperator.Missing],
        _ => [FilterOperator.Equal, FilterOperator.StartsWith, FilterOperator.Contains, FilterOperator.Present, FilterOperator.Missing],
    };

    private static IEnumerable<(string Name, FilterOperator Operator)> Conditions(Filter filter) => filter switch
    {
        NotFilter { Inner: FieldFilter { Operator: FilterOperator.Present } field } => [(field.Field.Name, FilterOperator.Missing)],
        NotFilter not => Conditions(not.Inner),
        AndFilter and => and.Parts.SelectMany(Conditions),
        OrFilter or => or.Parts.SelectMany(Conditions),
        FieldFilter field => [(field.Field.Name, field.Operator)],
        _ => [],
    };
}
