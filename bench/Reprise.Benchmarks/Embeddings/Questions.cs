namespace Reprise.Benchmarks.Embeddings;

/// <summary>Made-up questions, any number of them, the same each time; and the same questions in slightly other words.</summary>
internal static class Questions
{
    private static readonly string[] s_starts = ["How do I", "How can I", "What is the best way to", "Is it possible to", "Why can't I", "Please help me to", "When should we", "Where can I"];
    private static readonly string[] s_verbs = ["change", "delete", "find", "print", "share", "compare", "explain", "order", "cancel", "repair", "translate", "summarise", "install", "rename", "measure", "cook"];
    private static readonly string[] s_kinds = ["old", "new", "broken", "second", "monthly", "private", "public", "blue", "large", "empty", "annual", "hidden", "French", "wooden", "cheap", "secret"];
    private static readonly string[] s_things = ["invoice", "password", "bicycle", "contract", "database", "photo", "ticket", "recipe", "garden", "report", "calendar", "server", "novel", "engine", "passport", "keyboard", "salary", "window", "guitar", "dog", "bridge", "letter", "phone", "ship", "poem", "budget", "camera", "medicine", "planet", "school", "mirror", "river"];
    private static readonly string[] s_ends = ["for my team", "on a train", "before Friday", "without a receipt", "in Python", "at home", "for children", "from the archive", "with a friend", "in winter", "on my laptop", "after the update", "near the harbour", "at the office", "by email", "in two days"];

    public static string Text(int number)
    {
        var random = new Random(number);
        return $"{Pick(s_starts)} {Pick(s_verbs)} the {Pick(s_kinds)} {Pick(s_things)} and the {Pick(s_kinds)} {Pick(s_things)} {Pick(s_ends)} {Pick(s_ends)}?";

        string Pick(string[] words) => words[random.Next(words.Length)];
    }

    public static string Reworded(int number)
    {
        var text = Text(number);
        return (number % 3) switch
        {
            0 => text.ToUpperInvariant().TrimEnd('?'),
            1 => text.Replace("the ", "a ", StringComparison.Ordinal),
            _ => "Hello, " + text,
        };
    }
}
