namespace Reprise.Datasets.Files;

/// <summary>Which column of a CSV file is what.</summary>
internal sealed class CaseColumns
{
    private int _prompt = -1, _expected = -1, _system = -1, _model = -1, _id = -1;

    /// <exception cref="DatasetException">No column holds a prompt.</exception>
    public static CaseColumns Of(IReadOnlyList<string> names)
    {
        var columns = new CaseColumns();
        for (var at = 0; at < names.Count; at++)
        {
            switch (names[at].Trim().ToUpperInvariant())
            {
                case "PROMPT" or "INPUT": columns._prompt = at; break;
                case "EXPECTED" or "OUTPUT" or "COMPLETION": columns._expected = at; break;
                case "SYSTEM": columns._system = at; break;
                case "MODEL": columns._model = at; break;
                case "CASE_ID" or "ID": columns._id = at; break;
            }
        }

        return columns._prompt >= 0 ? columns : throw new DatasetException("The CSV file has no column 'prompt' or 'input' in its first row.");
    }

    /// <exception cref="FormatException">The row is no case; says why.</exception>
    public DatasetCase Read(IReadOnlyList<string> fields, CaseTarget target)
    {
        if (At(fields, _prompt) is not { } prompt) throw new FormatException("has no prompt");
        return CaseLine.Pair(At(fields, _id) ?? "", At(fields, _system), prompt, At(fields, _expected), At(fields, _model), [], target);
    }

    private static string? At(IReadOnlyList<string> fields, int at) => at >= 0 && at < fields.Count && fields[at].Length > 0 ? fields[at] : null;
}
