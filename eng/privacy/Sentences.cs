using Reprise.Benchmarks.Privacy;

namespace Reprise.BuildNames;

/// <summary>
/// Sentences of our own, so that the model meets names, and large words that are none, in more places than the labelled material has. <c>{n}</c> is a whole name,
/// <c>{g}</c> a given name, <c>{s}</c> a surname, <c>{p}</c> a place, <c>{o}</c> an organisation.
/// </summary>
internal static class Sentences
{
    private static readonly string[] s_templates =
    [
        "Hi {g},\n\nthanks for your message.", "Dear {n},\nwe have received your order.", "Dear Mr. {s}, your claim was approved.", "Best regards,\n{n}", "Cheers,\n{g}", "Kind regards\n{n}\n{o}", "Sincerely,\n{n}",
        "My colleague {n} will take over next week.", "I spoke with {g} yesterday and she agreed.", "Please forward this to {n} in accounting.", "Customer: {n}", "Patient: {n}\nAge: 45", "Name: {n}\nEmail: none", "Contact person: {n}",
        "Write a birthday poem for my sister {g}.", "Summarise the call between {g} and {g}.", "{g} asked whether the report is ready.", "{n} told me that the meeting was moved.", "Who is {n}?", "Write an email to {n} about the delay.",
        "According to {n}, sales will grow.", "The invoice was signed by {n}.", "{n} ({p}) won the race.", "Our manager, {n}, is on leave.", "I live with my wife {g} and our son {g}.", "The patient, {n}, complains of headaches.",
        "Meeting notes: {g}, {g} and {n} attended.", "{g}: are you coming?\n{g}: yes, at eight.", "Ticket opened by {n} for {o}.", "From: {n}\nTo: {n}\nSubject: lunch", "Thanks {g}!", "Can you help {g} with this?",
        "{n} was born in {p}.", "{n} works at {o} as an engineer.", "{n} and {n} founded {o} in {p}.", "Ask {g} or {g} about it.", "the tenant is {n} and the landlord is {n}", "As {s} argues, the theory is wrong.", "{s} et al. showed the opposite.",
        "A letter from {n} arrived.", "The novel by {n} sold well.", "The {s} case was closed.", "{n}'s laptop is broken.", "I met {g}'s mother in {p}.", "He plays like {n} did.", "Tell {g} I said hello.", "Mrs. {s} and Dr. {s} disagree.",
        "The account belongs to {n}.", "Is {g} there? No, only {g} is.", "We hired {n} from {o}.", "Review by {n}: a good book.", "{g} {s} called twice.", "Employee {n} has been late.", "{n} called about the broken heater.",
        "Witness {s} saw the car.", "Interview with {n}, chief of {o}", "I am {g} and I need help.", "i'm {g} from {p}", "my name is {n}", "this is {n} speaking", "you can call me {g}", "Her name was {g}.", "His brother {g} moved to {p}.",
        "{n} lives in {p} with {g}.", "\"Stop it,\" said {g}.", "\"We are fine,\" {s} said.", "{s} scored twice against {p}.", "Professor {s} teaches history.", "Coach {s} was fired.", "President {s} visited {p}.", "Directed by {n}", "starring {n} and {n}",
        "Photo: {n}", "{n}, 34, of {p}", "Prepared for {n} by {n}.", "cc {g}, {g}", "Our guests were {n}, {n} and {n}.", "Translate: {g} goes to school.", "{g} has 5 apples and gives 2 to {g}.", "If {g} is older than {g}, who is younger?",
        "The shop in {p} is closed.", "We flew from {p} to {p} on Monday.", "{o} announced its results.", "The {o} office in {p} opens in May.", "I bought it at {o}.", "Have you tried {o}?", "The {p} government denied it.", "Install {o} and restart.",
        "How do I connect {o} to {o}?", "A trip to {p} costs little.", "{p} is the capital.", "{o} vs {o}: which is better?", "The history of {p} is long.", "{o} Ltd. and {o} Inc. merged.", "People in {p} speak it.", "She studies at the University of {p}.",
        "Top 5 things to do in {p}", "The Lord of the Rings is long.", "What is the difference between {o} and {o}?", "He works for {o}.", "Our {o} cluster is slow.", "Use {o} instead.", "North of {p} lies a lake.", "{o} released version 3.",
        "Error: {o} returned 500", "# Getting Started\n\nInstall {o} first.", "Chapter 3: The Return", "The Battle of {p}", "Mount {p} is high.", "{p} Airport was closed.", "the {p} river", "I prefer {o} over {o} because it is fast.", "Next: ask {o} support", "Model: {o}",
        "{o} is a {o} product.", "{p}, {p} and {p} are cities.", "Buy {o} shares?", "Translate 'Guten Morgen' to English.", "Write a story about a dragon called {g}.", "Steps: Open Settings, choose Privacy, press Save.", "Dear Hiring Manager,", "Dear Customer Support,", "Hello Team,",
    ];

    private static readonly string[] s_particles = ["van", "de", "van der", "von", "da", "di", "al", "le", "del", "ten"];

    /// <param name="words">The word list, for names and places.</param>
    /// <param name="names">Names of the rows that are trained on.</param>
    public static IEnumerable<PiiRow> Make(string words, IReadOnlyList<string> names, int count)
    {
        var random = new Random(20261120);
        var lists = Lists(words);
        for (var i = 0; i < count; i++)
        {
            var text = new System.Text.StringBuilder();
            var spans = new List<PiiSpan>();
            var template = s_templates[i % s_templates.Length];
            var style = random.Next(20);
            for (var at = 0; at < template.Length; at++)
            {
                if (template[at] != '{')
                {
                    text.Append(style == 0 ? char.ToLowerInvariant(template[at]) : template[at]);
                    continue;
                }

                var (value, isName) = Fill(template[at + 1], lists, names, random);
                if (style == 0) value = value.ToLowerInvariant();
                if (style == 1) value = value.ToUpperInvariant();
                if (isName) spans.Add(new PiiSpan("PERSON", text.Length, value.Length));
                text.Append(value);
                at += 2;
            }

            yield return new PiiRow($"own-{i}", $"own-{i}", text.ToString(), "", 0, spans);
        }
    }

    private static (string Value, bool IsName) Fill(char kind, Dictionary<string, string[]> lists, IReadOnlyList<string> names, Random random)
    {
        var given = Pick(lists["GivenName"], random);
        var surname = Pick(lists["Surname"], random);
        var known = names.Count > 0 ? names[random.Next(names.Count)] : given + " " + surname;
        var known1 = known.Split(' ');
        return kind switch
        {
            'g' => (random.Next(2) == 0 ? given : known1[0], true),
            's' => (random.Next(2) == 0 ? surname : known1[^1], true),
            'n' => (random.Next(10) switch
            {
                < 4 => given + " " + surname,
                4 => given + " " + s_particles[random.Next(s_particles.Length)] + " " + surname,
                5 => given + " " + (char)('A' + random.Next(26)) + ". " + surname,
                _ => known,
            }, true),
            'p' => (random.Next(3) == 0 ? Pick(lists["Country"], random) : Pick(lists["Place"], random), false),
            _ => (random.Next(3) == 0 ? Pick(lists["Brand"], random) : random.Next(2) == 0 ? Made(lists["Common"], random) : Pick(lists["Common"], random) + " " + Pick(lists["Common"], random), false),
        };
    }

    /// <summary>A name of a product as they are made today, of two ordinary words.</summary>
    private static string Made(string[] words, Random random) => Pick(words, random) + words[random.Next(words.Length)][..2] + (random.Next(2) == 0 ? "ly" : "ify");

    private static string Pick(string[] words, Random random)
    {
        var word = words[random.Next(words.Length)];
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static Dictionary<string, string[]> Lists(string path)
    {
        var lists = new Dictionary<string, List<string>>();
        var list = new List<string>();
        foreach (var line in File.ReadLines(path).Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith('[')) lists[line.Trim('[', ']')] = list = [];
            else list.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 2));
        }

        var common = lists["Common"].ToHashSet();
        lists["GivenName"].RemoveAll(common.Contains);
        lists["Surname"].RemoveAll(word => common.Contains(word) && word.Length < 4);
        return lists.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }
}
