namespace Reprise.Interactions;

/// <summary>The fact by which a call that a security rule flags is found among all others that are flagged.</summary>
internal static class SecurityFlag
{
    private const string Name = "security";

    /// <summary>The flag that scanning asks for; null when it asks for none. The same call has the same each time, so that reading it again adds nothing.</summary>
    public static Fact? Of(Interaction interaction)
    {
        if (interaction.Security is not { Action: "flag", ActionReason: { } rule }) return null;
        return new Fact
        {
            FactId = InteractionId.FromForeign($"security flag of {interaction.Id}"),
            InteractionId = interaction.Id,
            Project = interaction.Project,
            Kind = FactKind.Flag,
            Timestamp = interaction.Timestamp,
            Name = Name,
            Value = 1,
            Text = $"security rule {rule}",
            Author = $"security:{rule}",
        };
    }
}
