namespace Reprise.Privacy.Detection.Secrets;

/// <summary>A name that says whose secret stands beside it, and the forms that this one has.</summary>
/// <param name="Name">As written in code, with its humps.</param>
/// <param name="Type">With its family.</param>
/// <param name="Shapes">The forms; the value is one of them.</param>
/// <param name="IsOnly">Whether a value of another form is no secret.</param>
internal sealed record SecretContext(string Name, string Type, IReadOnlyList<SecretShape> Shapes, bool IsOnly)
{
    public static IReadOnlyList<SecretContext> All { get; } = [.. SecretContexts.Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(Read)];

    private static IEnumerable<SecretContext> Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        SecretShape[] shapes = [.. words.Skip(3).SelectMany(SecretShape.Parse)];
        return words[1].Split(',').Select(name => new SecretContext(name, $"{FindingTypes.Secret}.{words[2]}", shapes, words[0] == "only"));
    }
}
