using System.Diagnostics.CodeAnalysis;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// What is still due to phones that were pushed for a call that has ended without them, up to the end of the ring window. Where a VoIP push
/// may have arrived the app must show a call, or iOS stops it: it gets the INVITE when it registers, the CANCEL after its first answer
/// (RFC 3261 §9.1), ACK and BYE if it accepts. Other apps are told by a push, where that is wanted.
/// </summary>
sealed class Aftermath(IForkOwner owner)
{
    TargetSet? _targets;
    CancelReason _reason;
    bool _isOver;

    /// <summary>Whether a phone that registers now would still get INVITE and CANCEL.</summary>
    public bool Owes => IsUnderWay && _targets.All.Exists(IsOwed);

    [MemberNotNullWhen(true, nameof(_targets))]
    bool IsUnderWay => _targets != null && !_isOver;

    /// <summary>The call has ended.</summary>
    /// <param name="targets">All its devices; there will be no more.</param>
    /// <param name="reason">Of the CANCELs; a 2xx that beats a 6xx brings another.</param>
    public void Begin(TargetSet targets, CancelReason reason)
    {
        _reason = reason;
        if (_targets != null || _isOver)
            return;
        _targets = targets;
        foreach (var target in targets.All)
        {
            if (IsOwed(target) && !target.HasAnswered)
                owner.Step(StepKind.PhoneOwed, target);
            TellByPush(target);
        }
    }

    /// <summary>The ring window is over: so is the life of the pushes.</summary>
    public void End() => _isOver = true;

    public void PushAnswered(Target target)
    {
        if (IsUnderWay)
            TellByPush(target);
    }

    /// <summary>A device of the call registered, or its bindings were read again.</summary>
    public void Registered(Binding binding)
    {
        if (!IsUnderWay || _targets.Find(binding) is not { } target || !IsOwed(target))
            return;
        var known = target.Binding!.ReceiveNumber;
        if (binding.ReceiveNumber < known)
            return;
        var isNews = binding.ReceiveNumber > known;
        if (isNews)
            Renew(target, binding);
        else if (target.HasBranchAt(binding))
            return;
        if (target.OpenAt(binding) is { } branch)
            RepeatUnanswered(branch);
        else if (!owner.IsInDialog(target))
            SendInvite(target);
        else if (isNews)
            // The CANCEL could cut the audio of the call that it is in. It gets both when that has ended.
            owner.Step(StepKind.Note, target, detail: "the phone is in another call: it gets INVITE and CANCEL after it");
    }

    void Renew(Target target, Binding binding)
    {
        target.Renew(binding);
        owner.Step(StepKind.Registered, target, detail: binding.Flow);
    }

    // Any final response of the app tells that it has the INVITE and is through with it. Silence or a ringing that was cut off does not.
    static bool IsOwed(Target target) => target.WakeUp is { ObligesApp: true }
        && !target.Branches.Exists(b => b.FinalStatus > 0 && !target.IsFlowFailure(b.FinalStatus));

    void RepeatUnanswered(Branch branch)
    {
        if (!branch.HasAnswered)
            owner.Repeat(branch);
    }

    void SendInvite(Target target)
    {
        if (_targets!.IsFull)
            return;
        var branch = owner.NewBranch(target);
        branch.IsCancelled = true;
        branch.IsUnwanted = true;
        target.Branches.Add(branch);
        owner.Start(branch);
        owner.Cancel(branch, _reason);
    }

    void TellByPush(Target target)
    {
        if (target.WakeUp is not { State: WakeUpState.Accepted, MayPushCancel: true } wakeUp || target.HasRegistered || target.HasAnswered
            || !owner.IsRegistered(target))
            return;
        wakeUp.MayPushCancel = false;
        owner.PushCancel(target);
    }
}
